using System.Diagnostics;
using System.Text;
using Fovea.Hosting;
using Fovea.Runner.Notebooks;

namespace Fovea.Runner.Execution;

/// <summary>Collects what the cells of a running notebook leave behind, from several threads.</summary>
internal sealed class RunRecorder
{
    private const int LongestLine = 200;

    private readonly Lock gate = new();
    private readonly Record[] records;
    private readonly Dictionary<string, Display> displays = [];
    private readonly string spillPath;
    private int executed;
    private int current = -1;
    private int latest;
    private bool finished;

    /// <param name="spillPath">Path and start of the file name for text that is too long to embed.</param>
    public RunRecorder(Notebook notebook, string spillPath)
    {
        this.spillPath = spillPath;
        records = [.. notebook.Cells.Select(cell => new Record(cell))];
    }

    /// <summary>The last line that a cell has printed, for whoever waits for it.</summary>
    public string LastLine { get; private set; } = "";

    public void Start(int cell)
    {
        lock (gate)
        {
            current = latest = cell;
            records[cell].ExecutionCount = ++executed;
            records[cell].Started = Stopwatch.GetTimestamp();
            LastLine = "";
        }
    }

    /// <summary>Adds text to the cell that runs now or, between cells, ran last; what comes before the first is the first's.</summary>
    public void Write(string stream, string text)
    {
        lock (gate)
        {
            if (finished)
                return; // a process that a cell left behind still writes
            var record = records[latest];
            if (!record.Streams.TryGetValue(stream, out var output))
                record.Streams[stream] = output = new OutputText($"{spillPath}.cell{latest + 1}.{stream}.txt");
            var embedded = output.Take(text);
            if (embedded.Length > 0)
                record.TextFor(stream).Append(embedded);
            KeepLastLine(text);
        }
    }

    private void KeepLastLine(string text)
    {
        if (text.Split(['\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is [.., var last])
            LastLine = last.Length <= LongestLine ? last : last[..LongestLine];
    }

    public void Show(HostEvent happened)
    {
        lock (gate)
        {
            if (happened.Kind == EventKind.Update && displays.TryGetValue(happened.Name!, out var shown))
            {
                shown.Output = shown.Output with { Data = happened.Data! };
                KeepLastLine(happened.Data!.GetValueOrDefault("text/plain", "")); // a bar that moves
            }
            else
                records[latest].Outputs.Add(displays[happened.Name!] = new Display(new DisplayOutput(happened.Data!, happened.IsResult)));
        }
    }

    public void Fail(ErrorOutput error)
    {
        lock (gate)
            if (current >= 0)
                records[current].Outputs.Add(error);
    }

    /// <summary>Ends the cell that runs now.</summary>
    public void End(CellStatus status, TimeSpan elapsed)
    {
        lock (gate)
        {
            records[current].Status = status;
            records[current].Elapsed = elapsed;
            current = -1;
        }
    }

    /// <summary>Ends the run in the cell that runs now, or would have next.</summary>
    /// <returns>The index of that cell.</returns>
    public int Abort(CellStatus status, Func<int, Cell, ErrorOutput> error)
    {
        lock (gate)
        {
            var next = Array.FindIndex(records, record => record.Status == CellStatus.NotRun);
            var cell = current >= 0 ? current : next >= 0 ? next : records.Length - 1;
            var record = records[cell];
            record.Status = status;
            record.Elapsed = current >= 0 ? Stopwatch.GetElapsedTime(record.Started) : TimeSpan.Zero;
            record.Outputs.Add(error(cell, record.Cell));
            current = -1;
            return cell;
        }
    }

    public IReadOnlyList<CellRun> Finish()
    {
        lock (gate)
        {
            finished = true;
            foreach (var record in records)
                record.CloseStreams();
            return [.. records.Select(record => record.ToRun())];
        }
    }

    private sealed class Display(DisplayOutput output)
    {
        public DisplayOutput Output { get; set; } = output;
    }

    private sealed class Text(string stream)
    {
        public string Stream { get; } = stream;

        public StringBuilder Content { get; } = new();
    }

    private sealed class Record(Cell cell)
    {
        public Cell Cell => cell;

        public CellStatus Status { get; set; } = cell.Kernel == KernelNames.Markdown ? CellStatus.Succeeded : CellStatus.NotRun;

        public int? ExecutionCount { get; set; }

        public long Started { get; set; }

        public TimeSpan Elapsed { get; set; }

        /// <summary><see cref="Text"/>, <see cref="Display"/> or <see cref="CellOutput"/>, in order.</summary>
        public List<object> Outputs { get; } = [];

        public Dictionary<string, OutputText> Streams { get; } = [];

        public StringBuilder TextFor(string stream)
        {
            if (Outputs is not [.., Text last] || last.Stream != stream)
                Outputs.Add(last = new Text(stream));
            return last.Content;
        }

        public void CloseStreams()
        {
            foreach (var (stream, output) in Streams)
                if (output.Close() is { } file)
                    Outputs.Add(new DisplayOutput(Convention.Link(file, output.Length, $"all of {stream}"), IsResult: false));
        }

        public CellRun ToRun() => new(cell, Status, ExecutionCount, [.. Outputs.Select(Output)], Elapsed);

        private static CellOutput Output(object output) => output switch
        {
            Text text => new StreamOutput(text.Stream, text.Content.ToString()),
            Display display => display.Output,
            _ => (CellOutput)output,
        };
    }
}
