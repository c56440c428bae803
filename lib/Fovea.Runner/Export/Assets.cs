using System.Text.RegularExpressions;

namespace Fovea.Runner.Export;

/// <summary>Scripts and styles that documents carry inline: our own, and those of npm where it installed them.</summary>
internal static partial class Assets
{
    private static readonly Lazy<string?> LazyPlotly = new(() => Npm("plotly.js-cartesian-dist-min/plotly-cartesian.min.js"));
    private static readonly Lazy<string?> LazyKatex = new(() => Npm("katex/dist/katex.min.js"));
    private static readonly Lazy<string?> LazyKatexCss = new(LoadKatexCss);

    /// <summary>Draws figures; null where npm has not installed it.</summary>
    public static string? Plotly => LazyPlotly.Value;

    /// <summary>Typesets equations; null where npm has not installed it.</summary>
    public static string? Katex => LazyKatex.Value;

    /// <summary>The style of typeset equations, its fonts inline; null where npm has not installed it.</summary>
    public static string? KatexCss => LazyKatexCss.Value;

    /// <summary>One of the files of Export/Assets.</summary>
    public static string Own(string name)
    {
        using var stream = typeof(Assets).Assembly.GetManifestResourceStream(name)
            ?? throw new ArgumentException($"There is no embedded file '{name}'.", nameof(name));
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static string? Npm(string path) => NpmPath(path) is { } found ? File.ReadAllText(found) : null;

    /// <summary>Looks for <c>node_modules</c> from the program's directory upwards, as node does.</summary>
    private static string? NpmPath(string path)
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            var candidate = Path.Combine(directory.FullName, "node_modules", path);
            if (File.Exists(candidate))
                return candidate;
        }
        return null;
    }

    private static string? LoadKatexCss()
    {
        if (NpmPath("katex/dist/katex.min.css") is not { } path)
            return null;
        return FontSource().Replace(File.ReadAllText(path), match =>
        {
            var font = File.ReadAllBytes(Path.Combine(Path.GetDirectoryName(path)!, match.Groups["woff2"].Value));
            return $"src:url(data:font/woff2;base64,{Convert.ToBase64String(font)}) format(\"woff2\")";
        });
    }

    /// <summary>A font's list of files, of which every browser of today reads the first.</summary>
    [GeneratedRegex(@"src:url\((?<woff2>[^)]+\.woff2)\)[^;}]*")]
    private static partial Regex FontSource();
}
