using System.Globalization;
using Fovea.Display;

namespace Fovea;

/// <summary>Checks of a notebook's exercises: a reader answers in a cell, runs it, and is told what is right or what is wrong.</summary>
/// <remarks>
/// The cell of an exercise declares the answer, null until a reader gives one, then leaves a line empty and checks it. The
/// solution stands folded in the text before: a <c>details</c> element with the same declaration, filled in, as a block of
/// <c>csharp</c>. Tests put the one in the place of the other.
/// </remarks>
/// <example><code>
/// int? answer1 = null; // your answer: n
///
/// Exercise.Check("1", answer1, n => Flops(n) &lt; 4.6 ? $"n = {n} costs {Flops(n):F1} G, which is less" : null)
/// </code></example>
public static class Exercise
{
    /// <summary>Judges an answer by what is wrong with it.</summary>
    /// <param name="exercise">Its number in the notebook.</param>
    /// <param name="answer">The reader's; null while there is none.</param>
    /// <param name="fault">Says of an answer what is wrong with it, in words that help; null where it is right.</param>
    public static ExerciseReply Check<T>(string exercise, T? answer, Func<T, string?> fault) where T : struct =>
        answer is { } given ? Judge(exercise, given, fault) : new(exercise, ExerciseState.NotAnswered, "");

    /// <inheritdoc cref="Check{T}(string, T?, Func{T, string?})"/>
    public static ExerciseReply Check<T>(string exercise, T? answer, Func<T, string?> fault) where T : class =>
        answer is { } given ? Judge(exercise, given, fault) : new(exercise, ExerciseState.NotAnswered, "");

    /// <summary>Judges a number.</summary>
    /// <param name="exercise">Its number in the notebook.</param>
    /// <param name="answer">The reader's; null while there is none.</param>
    /// <param name="expected">The right one.</param>
    /// <param name="within">How far off an answer may be.</param>
    /// <param name="hint">What helps a reader who is farther off.</param>
    public static ExerciseReply Check(string exercise, double? answer, double expected, double within, string hint) =>
        Check(exercise, answer, given =>
            Math.Abs(given - expected) <= within ? null
            : $"{given.ToString("G6", CultureInfo.InvariantCulture)} is {(given < expected ? "too small" : given > expected ? "too large" : "no number")}; {hint}");

    // An answer may be a function of the reader's, and that may throw anything.
    private static ExerciseReply Judge<T>(string exercise, T answer, Func<T, string?> fault)
    {
        try
        {
            return fault(answer) is { } wrong ? new(exercise, ExerciseState.Wrong, wrong) : new(exercise, ExerciseState.Right, "");
        }
        catch (Exception e) when (e is not (OperationCanceledException or OutOfMemoryException))
        {
            return new(exercise, ExerciseState.Wrong, $"with this answer the check ends in {e.GetType().Name}: {e.Message}");
        }
    }
}

/// <summary>How an exercise stands.</summary>
public enum ExerciseState
{
    /// <summary>Nobody has tried.</summary>
    NotAnswered,

    /// <summary>The answer is right.</summary>
    Right,

    /// <summary>The answer is not right yet.</summary>
    Wrong,
}

/// <summary>What a reader is told of an answer.</summary>
/// <param name="Exercise">Its number in the notebook.</param>
/// <param name="State">How it stands.</param>
/// <param name="Message">What is wrong; empty where nothing is.</param>
[TypeFormatterSource(typeof(ShownFormatterSource))]
public sealed record ExerciseReply(string Exercise, ExerciseState State, string Message) : IShown
{
    /// <summary>A self-contained fragment of HTML.</summary>
    public string ToHtml()
    {
        var colour = State switch { ExerciseState.Right => "fv-good", ExerciseState.Wrong => "fv-bad", _ => "fv-none" };
        return $"{Theme.ReplyCss}<p class=\"fovea fovea-reply {colour}\" role=\"status\"><strong>{Html.Encode(Verdict)}</strong>{Html.Encode(Rest)}</p>";
    }

    /// <summary>One line: <c>Exercise 1: ✘ not right. 12 is too small; ...</c></summary>
    public string ToText() => Verdict + Rest;

    /// <inheritdoc cref="ToText"/>
    public override string ToString() => ToText();

    private string Verdict => $"Exercise {Exercise}: " + State switch
    {
        ExerciseState.Right => "✔ right.",
        ExerciseState.Wrong => "✘ not right.",
        _ => "○ not answered yet.",
    };

    private string Rest => Message.Length == 0 ? "" : $" {char.ToUpperInvariant(Message[0])}{Message[1..]}{(Message[^1] is '.' or '?' or '!' ? "" : ".")}";
}
