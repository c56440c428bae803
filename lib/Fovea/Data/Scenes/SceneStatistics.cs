using System.Globalization;
using System.Text;

namespace Fovea.Data.Scenes;

/// <summary>What a split holds, measured on it.</summary>
public sealed record SceneStatistics
{
    private const int Token = 8, MostOfSmall = 20, MostOfMedium = 36; // pixels

    private SceneStatistics(SceneSplit split)
    {
        var digits = split.Scenes.SelectMany(scene => scene.Digits).ToArray();
        double Percent(Func<SceneDigit, bool> counts) => 100.0 * digits.Count(counts) / digits.Length;
        (Split, Scenes, Digits) = (split.Name, split.Count, digits.Length);
        Small = Percent(digit => Math.Max(digit.Width, digit.Height) <= MostOfSmall);
        Large = Percent(digit => Math.Max(digit.Width, digit.Height) > MostOfMedium);
        SmallArea = Percent(digit => digit.Box.Area < SceneSplit.Evaluation.SmallArea);
        LargeArea = Percent(digit => digit.Box.Area > SceneSplit.Evaluation.MediumArea);
        Boxed = 100 * digits.Sum(digit => digit.Box.Area) / (Scenes * Scene.Side * Scene.Side);
        Stroke = 100.0 * digits.Sum(digit => digit.Mask.Cast<bool>().Count(inside => inside)) / (Scenes * Scene.Side * Scene.Side);
        Touched = 100 * split.Scenes.Average(TouchedTokens);
        var classes = digits.CountBy(digit => digit.Digit).Select(pair => pair.Value).ToArray();
        (LeastClass, MostClass) = (100.0 * classes.Min() / Digits, 100.0 * classes.Max() / Digits);
    }

    /// <summary>The split's name.</summary>
    public string Split { get; }

    /// <summary>How many scenes.</summary>
    public int Scenes { get; }

    /// <summary>How many digits in all of them.</summary>
    public int Digits { get; }

    /// <summary>Digits a scene.</summary>
    public double Mean => (double)Digits / Scenes;

    /// <summary>Percent of the digits whose longer side has at most 20 pixels.</summary>
    public double Small { get; }

    /// <summary>Percent of the digits whose longer side has more than 36 pixels.</summary>
    public double Large { get; }

    /// <summary>Percent of the digits that evaluation counts as small, by the area of the box.</summary>
    public double SmallArea { get; }

    /// <summary>Percent of the digits that evaluation counts as large, by the area of the box.</summary>
    public double LargeArea { get; }

    /// <summary>The boxes' area in percent of the images'.</summary>
    public double Boxed { get; }

    /// <summary>The strokes' area in percent of the images'.</summary>
    public double Stroke { get; }

    /// <summary>Percent of the tokens of 8 x 8 pixels that a box touches.</summary>
    public double Touched { get; }

    /// <summary>Percent of the digits that are of the rarest class.</summary>
    public double LeastClass { get; }

    /// <summary>Percent of the digits that are of the most frequent class.</summary>
    public double MostClass { get; }

    /// <summary>Measures a split.</summary>
    public static SceneStatistics Of(SceneSplit split) => new(split);

    /// <summary>The three splits side by side, as Markdown: the table of the datasheet.</summary>
    public static string Table(DigitScenes scenes)
    {
        SceneStatistics[] all = [Of(scenes.Train), Of(scenes.Choose), Of(scenes.Report)];
        var table = new StringBuilder($"| | {string.Join(" | ", all.Select(one => one.Split))} |\n| --- |{string.Concat(all.Select(_ => " ---: |"))}\n");
        void Row(string name, Func<SceneStatistics, double> value, string format) =>
            table.Append($"| {name} | {string.Join(" | ", all.Select(one => value(one).ToString(format, CultureInfo.InvariantCulture)))} |\n");
        Row("scenes", one => one.Scenes, "N0");
        Row("digits", one => one.Digits, "N0");
        Row("digits a scene, mean", one => one.Mean, "F2");
        Row("longer side at most 20 pixels, % of digits", one => one.Small, "F1");
        Row("longer side above 36 pixels, % of digits", one => one.Large, "F1");
        Row("box below 20^2 pixels (AP small), % of digits", one => one.SmallArea, "F1");
        Row("box above 36^2 pixels (AP large), % of digits", one => one.LargeArea, "F1");
        Row("rarest digit, % of digits", one => one.LeastClass, "F1");
        Row("most frequent digit, % of digits", one => one.MostClass, "F1");
        Row("area of boxes, % of the image", one => one.Boxed, "F1");
        Row("area of strokes, % of the image", one => one.Stroke, "F1");
        Row("tokens of 8 x 8 pixels that touch a box, %", one => one.Touched, "F1");
        return table.ToString();
    }

    private static double TouchedTokens(Scene scene)
    {
        const int tokens = Scene.Side / Token;
        var touched = new bool[tokens, tokens];
        foreach (var digit in scene.Digits)
            for (var y = digit.Top / Token; y <= (digit.Top + digit.Height - 1) / Token; y++)
                for (var x = digit.Left / Token; x <= (digit.Left + digit.Width - 1) / Token; x++)
                    touched[y, x] = true;
        return touched.Cast<bool>().Count(one => one) / (double)(tokens * tokens);
    }
}
