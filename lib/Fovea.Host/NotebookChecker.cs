using Fovea.Hosting;

namespace Fovea.Host;

/// <summary>Compiles the cells of a plan without running them, and reports what would not work.</summary>
internal static class NotebookChecker
{
    public static void Check(Plan plan, EventPipe pipe)
    {
        var session = new CSharpSession(plan.NotebookPath);
        foreach (var step in plan.Cells.SelectMany(cell => cell.Steps))
            foreach (var (file, line, message) in Check(step, session, plan))
                pipe.Send(new HostEvent(EventKind.Finding) { File = file, Line = line, Text = message });
        pipe.Send(new HostEvent(EventKind.Ended));
    }

    private static IEnumerable<(string File, int Line, string Message)> Check(Step step, CSharpSession session, Plan plan)
    {
        try
        {
            switch (step.Kind)
            {
                case StepKind.Code:
                    return Errors.Locate(session.Check(step));
                case StepKind.Reference:
                    session.Reference(step);
                    break;
                case StepKind.Packages:
                    session.AddPackages(new PackageRestore(plan).Restore());
                    break;
                case StepKind.Error:
                    return [(step.File, step.Line, step.Text)];
            }
            return [];
        }
        catch (CellException e)
        {
            return e.Details.Prepend(e.Message).Select(message => (step.File, step.Line, message));
        }
    }
}
