using System.Diagnostics;
using System.Reflection;
using Fovea.Hosting;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Scripting;

namespace Fovea.Host;

/// <summary>Turns what a step threw into a few lines for a reader: where in the notebook, what, and no frames of the host.</summary>
internal sealed class Errors(Plan plan)
{
    private const int MostFrames = 12;
    private readonly string directory = Path.GetDirectoryName(plan.NotebookPath)!;

    public HostEvent Describe(Exception exception, Step step) => exception switch
    {
        CompilationErrorException e => Describe(e),
        CellException e => Event(e.Name, $"{step.File}:{step.Line}: {e.Message}", e.Details),
        _ => DescribeThrown(Unwrap(exception), step),
    };

    /// <summary>Where the compiler's errors are and what they mean; a hint alone on a line where C# script differs from C#.</summary>
    public static IEnumerable<(string File, int Line, string Message)> Locate(IEnumerable<Diagnostic> errors) =>
        from error in errors
        let position = error.Location.GetMappedLineSpan()
        group error by (position.Path, Line: position.StartLinePosition.Line + 1) into same
        let hints = same.Select(Hint).OfType<string>().ToList()
        from message in (hints.Count > 0 ? hints : same.Select(error => error.GetMessage())).Distinct()
        select (same.Key.Path, same.Key.Line, message);

    private static HostEvent Describe(CompilationErrorException exception)
    {
        var errors = exception.Diagnostics.Where(found => found.Severity == DiagnosticSeverity.Error).ToList();
        var lines = Locate(errors).Select(found => $"{found.File}:{found.Line}: {found.Message}").ToList();
        return Event(errors[0].Id, lines[0], [.. lines.Skip(1).Take(MostFrames)]);
    }

    private HostEvent DescribeThrown(Exception exception, Step step)
    {
        var frames = new StackTrace(exception, fNeedFileInfo: true).GetFrames();
        var inNotebook = frames.Select(LineOf).FirstOrDefault(line => line is not null) ?? $"{step.File}:{step.Line}";
        var message = exception.Message.Split('\n', StringSplitOptions.TrimEntries);
        var lines = message.Skip(1).Where(line => line.Length > 0).Concat(frames.Select(Frame).OfType<string>().Distinct().Take(MostFrames));
        if (exception.InnerException is { } inner)
            lines = lines.Append($"caused by {inner.GetType().Name}: {inner.Message.Split('\n')[0].Trim()}");
        return Event(exception.GetType().Name, $"{inNotebook}: {message[0]}", [.. lines]);
    }

    private static HostEvent Event(string name, string message, IReadOnlyList<string> lines) =>
        new(EventKind.Error) { Name = name, Text = message, Lines = lines };

    private static Exception Unwrap(Exception exception) => exception switch
    {
        AggregateException { InnerExceptions.Count: 1 } or TargetInvocationException { InnerException: not null } => Unwrap(exception.InnerException!),
        _ => exception,
    };

    // `file:line` of a frame that lies in a cell, relative to the notebook as its own errors are.
    private string? LineOf(StackFrame frame) =>
        IsInCell(frame) && frame.GetFileName() is { } file && frame.GetFileLineNumber() > 0
            ? $"{Path.GetRelativePath(directory, file)}:{frame.GetFileLineNumber()}"
            : null;

    // A frame worth reading: of a cell, or of a library that is neither the framework nor this host.
    private string? Frame(StackFrame frame)
    {
        var type = frame.GetMethod()?.DeclaringType;
        if (IsInCell(frame))
            return LineOf(frame) is { } line ? $"at {line}" : null;
        if (type?.Assembly.GetName().Name is not { } assembly || assembly == typeof(Errors).Assembly.GetName().Name
            || assembly.StartsWith("System.", StringComparison.Ordinal) || assembly.StartsWith("Microsoft.", StringComparison.Ordinal))
            return null;
        var method = type.Name.StartsWith('<') && type.DeclaringType is { } outer ? outer.Name : $"{type.Name}.{frame.GetMethod()!.Name}";
        return $"at {method}" + (frame.GetFileName() is { } file ? $" in {Path.GetFileName(file)}:{frame.GetFileLineNumber()}" : "");
    }

    // Submissions are the assemblies that Roslyn names with this prefix.
    private static bool IsInCell(StackFrame frame) =>
        frame.GetMethod()?.DeclaringType?.Assembly.GetName().Name?.StartsWith('ℛ') == true;

    private static string? Hint(Diagnostic diagnostic) => diagnostic.Id switch
    {
        "CS7021" => "a cell cannot declare a namespace: put the type into the library, or leave the namespace out",
        "CS1109" or "CS9283" => "a cell cannot declare extension methods in a class: put them into the library",
        "CS9054" => "a cell cannot declare file-local types: leave `file` out",
        "CS8345" => diagnostic.GetMessage() + " (top-level variables of a cell are fields: use it inside a function or a block)",
        "CS1002" or "CS1519" or "CS1003" when IsUsingDeclaration(diagnostic) => "a cell cannot have a top-level `using` declaration: use a `using (...) { }` statement",
        "CS9378" => "a magic or tag starts in the first column",
        _ => null,
    };

    private static bool IsUsingDeclaration(Diagnostic diagnostic)
    {
        if (diagnostic.Location.SourceTree is not { } tree)
            return false;
        var line = tree.GetText().Lines.GetLineFromPosition(diagnostic.Location.SourceSpan.Start).ToString().TrimStart();
        return line.StartsWith("using ", StringComparison.Ordinal) && line.Contains('=') || line.StartsWith("await using ", StringComparison.Ordinal);
    }
}
