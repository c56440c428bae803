using System.CommandLine.Parsing;
using System.Globalization;

namespace Fovea.Runner.Commands;

/// <summary>A poll ratio on the command line: a share, of which 0.33 stands for a third, as in the paper, where 0.33 costs what a third does.</summary>
internal static class PollRatio
{
    private const double Printed = .33, Meant = 1.0 / 3;

    public static double? Parse(ArgumentResult result) => Share.Parse(result, "poll ratio") is { } given ? Of(given) : null;

    public static double Of(double given) => given == Printed ? Meant : given;
}

/// <summary>A share of tokens on the command line.</summary>
internal static class Share
{
    /// <param name="result">What was given.</param>
    /// <param name="what">What the paper calls it.</param>
    public static double? Parse(ArgumentResult result, string what)
    {
        var given = result.Tokens[0].Value;
        if (double.TryParse(given, NumberStyles.Float, CultureInfo.InvariantCulture, out var ratio) && ratio is > 0 and <= 1) return ratio;
        result.AddError($"{given} is no {what}: expected a number above 0 and at most 1");
        return null;
    }
}
