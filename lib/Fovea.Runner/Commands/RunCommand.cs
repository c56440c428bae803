using System.CommandLine;
using Fovea.Results;
using Fovea.Runner.Execution;
using Fovea.Runner.Export;
using Fovea.Runner.Notebooks;

namespace Fovea.Runner.Commands;

/// <summary><c>fovea run</c>: runs notebooks and exports what they show.</summary>
internal static class RunCommand
{
    /// <summary>As shells report a process that Ctrl-C ended.</summary>
    public const int Interrupted = 130;

    private static readonly string[] Tiers = ["smoke", "small", "full", "paper"];

    private static readonly Argument<string[]> Notebooks = new("notebooks") { Description = "By name (00-start, start), number or file; all of notebooks/ where none is named" };
    private static readonly Option<string[]> Assignments = new("-p") { Description = "A parameter; NAME=A,B,C runs each (\\, is a comma within a value), several lists their product", HelpName = "NAME=VALUE" };
    private static readonly Option<string?> ParameterFile = new("--params") { Description = "Parameters from a YAML file; a list sweeps; -p wins", HelpName = "FILE" };
    private static readonly Option<string?> Tier = new("--tier") { Description = "The parameter tier: smoke, small, full or paper", HelpName = "TIER" };
    private static readonly Option<string?> Device = new("--device") { Description = "The parameter device: cpu, cuda, cuda:1", HelpName = "DEVICE" };
    private static readonly Option<int?> Seed = new("--seed") { Description = "The parameter seed", HelpName = "NUMBER" };
    private static readonly Option<string?> Out = new("--out") { Description = "Where the outputs go [default: out/ of the repository]", HelpName = "DIR" };
    private static readonly Option<int> Jobs = new("--jobs") { Description = "Notebooks run at the same time", DefaultValueFactory = _ => 1, HelpName = "N" };
    private static readonly Option<double?> Timeout = new("--timeout") { Description = "End a notebook that runs longer", HelpName = "SECONDS" };
    private static readonly Option<double?> CellTimeout = new("--cell-timeout") { Description = "End a notebook one of whose cells runs longer", HelpName = "SECONDS" };

    private static readonly Option<bool> Record = new("--record") { Description = "Add the time, peak memory and disk of each notebook to results/workbook/runs.jsonl, for the README" };

    public static Command Create()
    {
        Tier.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var tier }] && !Tiers.Contains(tier))
                result.AddError($"--tier: expected {string.Join(", ", Tiers)}; found '{tier}'");
        });
        Tier.CompletionSources.Add(Tiers);
        Jobs.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var jobs) && jobs < 1)
                result.AddError($"--jobs: expected 1 or more, found {jobs}");
        });
        var command = new DocumentedCommand("run", "Run notebooks and export what they show.", """
            A cell that fails ends its notebook; whatever ran before it is exported all the same, also after a
            crash, a timeout or Ctrl-C. Text over 1 MB in a cell and displays over 5 million characters go to files
            beside the outputs. Where NAME.packages.lock.json lies beside NAME.dib, packages must be as it has them.

            Exit codes: 0 fine, 1 a cell failed, 2 bad usage or input, 3 timed out, 130 interrupted.

            Examples:
              lib/fovea run
              lib/fovea run 00-start --out ~/try
              lib/fovea run 1 2 3 --tier smoke --jobs 2
              lib/fovea run 00-start -p n=1,2,3 -p 'title=one\, two'
              lib/fovea run --record && lib/fovea results --write
            """)
        {
            Notebooks, Assignments, ParameterFile, Tier, Device, Seed, Out, Jobs, Timeout, CellTimeout, Record,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        try
        {
            var requests = Requests(parsed);
            OutputFolder.MakeWritable("--out", requests[0].OutDirectory);
            return await RunAsync(requests, parsed.GetValue(Jobs), parsed.GetValue(Record), cancellation);
        }
        catch (Exception e) when (e is UsageException or FormatException or LedgerException)
        {
            Console.Error.WriteLine("fovea: " + e.Message);
            return ExitCode.BadInput;
        }
        catch (IOException e)
        {
            Console.Error.WriteLine("fovea: " + e.Message);
            return ExitCode.Failed;
        }
    }

    private static List<RunRequest> Requests(ParseResult parsed)
    {
        var parameters = Parameters(parsed);
        if (parsed.GetValue(Record) && (parameters.Names.Any(name => name != "tier") || parsed.GetValue(Jobs) > 1))
            throw new UsageException("--record: expected no parameter but the tier, and one job: other times are not what a reader will find");
        var outDirectory = Path.GetFullPath(parsed.GetValue(Out) ?? Path.Combine(Workbook.Root, "out"));
        var notebooks = NotebookFinder.Find(parsed.GetValue(Notebooks) ?? [])
            .Select(path => (Path: path, Planned: Planner.Plan(NotebookFile.Load(path), path, parameters: null))).ToList();
        foreach (var name in parameters.Names.Where(name => !notebooks.Exists(notebook => notebook.Planned.MayAskFor(name))))
            throw new UsageException($"no cell asks for the parameter '{name}'; asked for: "
                + string.Join(", ", notebooks.SelectMany(notebook => notebook.Planned.Parameters).Concat(PlannedNotebook.Standard).Distinct().Order()));

        var requests = from notebook in notebooks
                       from combination in parameters.Combinations(notebook.Planned.MayAskFor)
                       let name = Path.GetFileNameWithoutExtension(notebook.Path) + combination.Suffix
                       select new RunRequest(notebook.Path, name, outDirectory, combination.Values)
                       {
                           Timeout = Seconds(parsed.GetValue(Timeout)),
                           CellTimeout = Seconds(parsed.GetValue(CellTimeout)),
                       };
        // Values that differ only in characters a file name cannot have, or notebooks of one name in two folders.
        return [.. requests.GroupBy(request => request.BaseName).SelectMany(same =>
            same.Select((request, i) => i == 0 ? request : request with { BaseName = $"{request.BaseName}~{i + 1}" }))];
    }

    private static ParameterSet Parameters(ParseResult parsed)
    {
        var parameters = new ParameterSet();
        foreach (var assignment in parsed.GetValue(Assignments) ?? [])
            parameters.AddAssignment(assignment);
        foreach (var (name, value) in new[] { ("tier", parsed.GetValue(Tier)), ("device", parsed.GetValue(Device)), ("seed", parsed.GetValue(Seed)?.ToString()) })
            if (value is not null)
                parameters.Add(name, [value], "--" + name);
        if (parsed.GetValue(ParameterFile) is { } file)
            parameters.AddFile(file);
        return parameters;
    }

    private static TimeSpan? Seconds(double? seconds) => seconds switch
    {
        null => null,
        > 0 and < 1e6 => TimeSpan.FromSeconds(seconds.Value),
        _ => throw new UsageException($"a timeout is between 0 and 1000000 seconds, not {seconds}"),
    };

    private static async Task<int> RunAsync(List<RunRequest> requests, int jobs, bool record, CancellationToken cancellation)
    {
        var results = new RunResult?[requests.Count];
        var written = new IReadOnlyList<string>[requests.Count];
        await using (var progress = RunProgress.Start(requests.Count))
        {
            await Parallel.ForAsync(0, requests.Count, new ParallelOptions { MaxDegreeOfParallelism = jobs }, async (i, _) =>
            {
                if (cancellation.IsCancellationRequested)
                    return;
                var result = await NotebookRunner.RunAsync(requests[i], progress.Report, cancellation);
                written[i] = Exports.Write(result.Run, requests[i].OutDirectory, requests[i].BaseName);
                results[i] = result;
                if (record && result.Outcome == RunOutcome.Succeeded)
                    ResultsFolder.Runs(NotebookRuns.Folder).Append(RecordOf(result));
                progress.Finished(result);
            });
        }
        var done = results.OfType<RunResult>().ToList();
        var files = written.Where(some => some is not null).SelectMany(some => some).ToList();
        if (done.Count > 0)
        {
            var directory = done[0].Request.OutDirectory;
            Exports.WriteIndex([.. done.Select(result => (result.Request.BaseName, result.Run))], directory);
            files.Add(Path.Combine(directory, "index.html"));
        }
        RunSummaryTable.Write(done, files, Console.Out);
        return cancellation.IsCancellationRequested ? Interrupted : Worst(done);
    }

    private static RunRecord RecordOf(RunResult result) => NotebookRuns.Of(
        Path.GetFileNameWithoutExtension(result.Run.Path), Enum.Parse<Results.Tier>(result.Run.Parameters.GetValueOrDefault("tier", "small"), ignoreCase: true),
        result.Run.CodeCells.Count(), result.Run.Elapsed, result.Run.PeakMemoryBytes, DiskBytes(Directory.GetParent(ResultsFolder.Path)!));

    private static long DiskBytes(DirectoryInfo checkout) => checkout.EnumerateFiles().Sum(file => file.Length)
        + checkout.EnumerateDirectories().Where(folder => folder.Name != ".git").SelectMany(folder => folder.EnumerateFiles("*", SearchOption.AllDirectories)).Sum(file => file.Length);

    private static int Worst(IReadOnlyList<RunResult> results) =>
        results.Any(result => result.Outcome == RunOutcome.BadInput) ? ExitCode.BadInput
        : results.Any(result => result.Outcome == RunOutcome.Failed) ? ExitCode.Failed
        : results.Any(result => result.Outcome == RunOutcome.TimedOut) ? ExitCode.TimedOut
        : ExitCode.Fine;
}
