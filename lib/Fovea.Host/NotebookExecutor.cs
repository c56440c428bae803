using System.Diagnostics;
using Fovea.Hosting;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Formatting;

namespace Fovea.Host;

/// <summary>Runs the cells of a plan in order, up to the first that fails.</summary>
internal sealed class NotebookExecutor(Plan plan, EventPipe pipe, string endOfCellToken)
{
    private readonly CSharpSession session = new(plan.NotebookPath);
    private readonly Errors errors = new(plan);
    private readonly Stream[] nativeStreams = [Console.OpenStandardOutput(), Console.OpenStandardError()];

    public async Task RunAsync()
    {
        // The formatter and the compiler both start slowly: let them start side by side.
        _ = Task.Run(() => 0.ToDisplayString(HtmlFormatter.MimeType));
        foreach (var cell in plan.Cells)
            if (!await RunAsync(cell))
                break;
        pipe.Send(new HostEvent(EventKind.Ended)
        {
            Lines = AppContext.GetData(Convention.AskedParameters) as string[],
            PeakMemoryBytes = PeakMemoryBytes(),
        });
    }

    private async Task<bool> RunAsync(CellPlan cell)
    {
        pipe.Send(new HostEvent(EventKind.CellStarted) { Cell = cell.Index });
        var watch = Stopwatch.StartNew();
        var succeeded = await RunStepsAsync(cell);
        var elapsed = watch.Elapsed;
        MarkEndOfCell(cell.Index);
        pipe.Send(new HostEvent(EventKind.CellEnded) { Cell = cell.Index, Succeeded = succeeded, Milliseconds = elapsed.TotalMilliseconds });
        return succeeded;
    }

    private async Task<bool> RunStepsAsync(CellPlan cell)
    {
        Stopwatch? timer = null;
        foreach (var step in cell.Steps)
        {
            try
            {
                if (step.Kind == StepKind.Time)
                    timer = Stopwatch.StartNew();
                else
                    await RunAsync(step);
            }
            catch (Exception e)
            {
                pipe.Send(errors.Describe(e, step));
                return false;
            }
        }
        if (timer is not null)
            Displays.Show(new Dictionary<string, string> { [PlainTextFormatter.MimeType] = $"Wall time: {timer.Elapsed.TotalMilliseconds}ms" });
        return true;
    }

    private async Task RunAsync(Step step)
    {
        switch (step.Kind)
        {
            case StepKind.Code:
                var (hasValue, value) = await session.RunAsync(step);
                if (hasValue && value is not DisplayedValue)
                    Displays.Show(Displays.Format(value, []), isResult: true);
                break;
            case StepKind.Reference:
                session.Reference(step);
                break;
            case StepKind.Packages:
                session.AddPackages(new PackageRestore(plan).Restore());
                break;
            case StepKind.Display:
                Displays.Show(new Dictionary<string, string> { [step.Name!] = step.Text });
                break;
            case StepKind.Error:
                throw new CellException(step.Name!, step.Text);
        }
    }

    private void MarkEndOfCell(int cell)
    {
        NativeStreams.Flush();
        foreach (var stream in nativeStreams)
        {
            try
            {
                stream.Write(Convention.EndOfCell(endOfCellToken, cell));
            }
            catch (IOException)
            {
                // a cell has closed it
            }
        }
    }

    private static long PeakMemoryBytes() =>
        File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)) is { } line
            ? long.Parse(line.AsSpan(6, line.Length - 9)) * 1024
            : 0;
}
