using System.Globalization;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Fovea.Display;
using Plotly.NET;
using Figure = Fovea.Display.Figure;

namespace Fovea.Tests.Display;

/// <summary>A chart of each kind, and ways to read what they become.</summary>
internal static class Charts
{
    public static readonly double[] X = [0.1, 0.2, 0.33, 0.5, 0.65, 0.8];
    public static readonly double[] Y = [36.2, 39.1, 40.7, 41.5, 41.8, 41.9];

    public static IReadOnlyDictionary<string, GenericChart> OfEachKind { get; } = new Dictionary<string, GenericChart>
    {
        ["line"] = Plot.Line(X, Y, "ours", spread: Y.Select(_ => 0.5), markers: true),
        ["band"] = Plot.Line(Enumerable.Range(0, 40), Enumerable.Range(0, 40).Select(i => i * i), "ours", spread: Enumerable.Range(0, 40)),
        ["gap"] = Plot.Line([1, 2, 3], [1.0, double.NaN, 2.0]),
        ["points"] = Plot.Points(X, Y, labels: X.Select(_ => "a <b>")),
        ["bubbles"] = Plot.Bubbles(X, Y, [10, 20, 30, 40, 50, 60]),
        ["columns"] = Plot.Combine(Plot.Columns(["a", "b"], [1.0, -2], "one", spread: [0.1, 0.2], labels: ["x", "y"]), Plot.Columns(["a", "b"], [3.0, 4], "two")),
        ["stack"] = Plot.Combine(Plot.Columns(["a", "b"], [1, 2], "one", stacked: true), Plot.Columns(["a", "b"], [3, 4], "two", stacked: true)),
        ["bars"] = Plot.Bars(["a name", "another"], [71.2e9, 3e9], labels: ["71 G", "3 G"]).XAxis("operations", "FLOPs"),
        ["histogram"] = Plot.Combine(Plot.Histogram(Y, name: "y"), Plot.Histogram(Y.Select(y => y + 1), name: "y + 1")),
        ["heatmap"] = Plot.Heatmap(new double[,] { { 1, 2, 3 }, { 4, double.NaN, 6 } }, ["a", "b", "c"], ["d", "e"], "unit", format: "F1"),
        ["large heatmap"] = Plot.Heatmap(Matrix(60, 50)),
        ["image"] = Plotly.NET.CSharp.Chart.Image<string>(Z: new(Pixels(4, 3), true), UseDefaults: false),
        ["grid"] = Plot.Grid(2, ("left", Plot.Line(X, Y)), ("right", Plot.Points(X, Y)), ("below", Plot.Heatmap(Matrix(3, 3)))),
        ["log"] = Plot.Line([1.0, 10, 1e6], [1e-8, 1, 30]).XAxis("samples", log: true, range: (1, 1e7)).YAxis("error", "%", log: true).Note("here", 1, 0),
        ["empty"] = Plot.Points(Array.Empty<double>(), Array.Empty<double>()).WithTitle("nothing"),
    };

    public static TheoryData<string> Kinds { get; } = [.. OfEachKind.Keys];

    public static Figure Figure(GenericChart chart) => new(chart, "A caption.");

    public static JsonNode Json(GenericChart chart) => JsonNode.Parse(GenericChart.toJson(chart))!;

    public static JsonNode Styled(GenericChart chart) => JsonNode.Parse(Figure(chart).Json)!;

    public static XElement Svg(GenericChart chart) => XElement.Parse(Figure(chart).Svg);

    public static IEnumerable<XElement> All(this XElement svg, string name) => svg.Descendants().Where(element => element.Name.LocalName == name);

    public static double Number(this XElement element, string attribute) =>
        double.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);

    public static string? Text(this XElement element, string attribute) => element.Attribute(attribute)?.Value;

    public static double[,] Matrix(int rows, int columns)
    {
        var matrix = new double[rows, columns];
        for (var row = 0; row < rows; row++)
            for (var column = 0; column < columns; column++)
                matrix[row, column] = row * columns + column;
        return matrix;
    }

    private static IEnumerable<IEnumerable<IEnumerable<int>>> Pixels(int width, int height) =>
        Enumerable.Range(0, height).Select(y => Enumerable.Range(0, width).Select(x => (IEnumerable<int>)[x * 10, y * 20, 128]));
}
