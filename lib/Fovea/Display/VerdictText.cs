using Fovea.Results;

namespace Fovea.Display;

/// <summary>Verdicts as they are read: a sign and words, so that nothing hangs on colour.</summary>
public static class VerdictText
{
    /// <summary>The sign and the words, such as "✔ reproduced".</summary>
    public static string Label(this Verdict verdict) => verdict switch
    {
        Verdict.Reproduced => "✔ reproduced",
        Verdict.Slip => "✎ slip in the paper",
        Verdict.Differs => "✘ differs",
        Verdict.Supported => "▲ supported",
        Verdict.Contradicted => "▼ contradicted",
        Verdict.Inconclusive => "◇ inconclusive",
        Verdict.NotComparable => "– not comparable",
        Verdict.NotRun => "○ not run",
        _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, "There is no such verdict."),
    };

    /// <summary>The class of its colour in a page.</summary>
    internal static string CssClass(this Verdict verdict) => verdict switch
    {
        Verdict.Reproduced or Verdict.Supported => "fv-good",
        Verdict.Differs or Verdict.Contradicted => "fv-bad",
        Verdict.Slip or Verdict.Inconclusive => "fv-warn",
        _ => "fv-none",
    };
}
