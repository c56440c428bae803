namespace Fovea.Display.Svg;

/// <summary>Plotly's marker symbols, by name or number.</summary>
internal static class Marker
{
    private static readonly string[] ByNumber = ["circle", "square", "diamond", "cross", "x", "triangle-up", "triangle-down"];

    public static void Draw(SvgCanvas canvas, string symbol, double x, double y, double radius, Paint fill)
    {
        if (int.TryParse(symbol, out var number))
            symbol = number == 17 ? "star" : number < ByNumber.Length ? ByNumber[number] : "circle";
        switch (symbol)
        {
            case "square": canvas.Rect(x - radius * 0.9, y - radius * 0.9, radius * 1.8, radius * 1.8, fill); break;
            case "diamond": Polygon(canvas, x, y, radius * 1.25, fill, 4, 0); break;
            case "triangle-up": Polygon(canvas, x, y, radius * 1.25, fill, 3, 0); break;
            case "triangle-down": Polygon(canvas, x, y, radius * 1.25, fill, 3, 180); break;
            case "cross": Plus(canvas, x, y, radius, fill, 0); break;
            case "x": Plus(canvas, x, y, radius, fill, 45); break;
            case "star": Star(canvas, x, y, radius * 1.35, fill); break;
            default: canvas.Circle(x, y, radius, fill); break;
        }
    }

    private static void Polygon(SvgCanvas canvas, double x, double y, double radius, Paint fill, int corners, double turn) =>
        canvas.Path(SvgCanvas.PathData(Enumerable.Range(0, corners).Select(i => At(x, y, radius, turn + 360.0 * i / corners)), close: true), fill);

    private static void Star(SvgCanvas canvas, double x, double y, double radius, Paint fill) =>
        canvas.Path(SvgCanvas.PathData(Enumerable.Range(0, 10).Select(i => At(x, y, i % 2 == 0 ? radius : radius * 0.42, 36 * i)), close: true), fill);

    private static void Plus(SvgCanvas canvas, double x, double y, double radius, Paint fill, double turn)
    {
        const double Narrow = 0.38; // half the arm's width, in radii
        var corner = Math.Sqrt(2) * Narrow * radius;
        var reach = radius * Math.Sqrt(1.1 * 1.1 + Narrow * Narrow);
        var spread = Math.Atan2(Narrow, 1.1) * 180 / Math.PI;
        canvas.Path(
            SvgCanvas.PathData(
                Enumerable.Range(0, 4).SelectMany(arm => new[]
                {
                    At(x, y, reach, turn + 90 * arm - spread),
                    At(x, y, reach, turn + 90 * arm + spread),
                    At(x, y, corner, turn + 90 * arm + 45),
                }),
                close: true),
            fill);
    }

    /// <summary>The point at an angle clockwise from the top.</summary>
    private static (double X, double Y) At(double x, double y, double radius, double degrees)
    {
        var (sin, cos) = Math.SinCos(degrees * Math.PI / 180);
        return (x + radius * sin, y - radius * cos);
    }
}
