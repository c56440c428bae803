namespace Plotly.NET;

/// <summary>The named values of Plotly's attributes; <c>Convert()</c> gives the value written to the JSON.</summary>
public static class StyleParam
{
    public sealed class AxisType
    {
        private readonly string value;

        private AxisType(string value) => this.value = value;

        public static AxisType Auto { get; } = new("-");
        public static AxisType Linear { get; } = new("linear");
        public static AxisType Log { get; } = new("log");
        public static AxisType Category { get; } = new("category");

        public object Convert() => value;
    }

    public class Colorscale
    {
        private readonly object value;

        private Colorscale(object value) => this.value = value;

        public static Colorscale Cividis { get; } = new("Cividis");
        public static Colorscale Greys { get; } = new("Greys");
        public static Colorscale RdBu { get; } = new("RdBu");
        public static Colorscale Viridis { get; } = new("Viridis");

        public static Colorscale NewCustom(IEnumerable<Tuple<double, Color>> item) =>
            new(item.Select(stop => new[] { stop.Item1, stop.Item2.Value }).ToArray<object>());

        public object Convert() => value;
    }

    public class DrawingStyle
    {
        private readonly string value;

        private DrawingStyle(string value) => this.value = value;

        public static DrawingStyle Solid { get; } = new("solid");
        public static DrawingStyle Dash { get; } = new("dash");
        public static DrawingStyle Dot { get; } = new("dot");
        public static DrawingStyle DashDot { get; } = new("dashdot");
        public static DrawingStyle LongDash { get; } = new("longdash");
        public static DrawingStyle LongDashDot { get; } = new("longdashdot");

        public object Convert() => value;
    }

    public sealed class LayoutGridPattern
    {
        private readonly string value;

        private LayoutGridPattern(string value) => this.value = value;

        public static LayoutGridPattern Independent { get; } = new("independent");
        public static LayoutGridPattern Coupled { get; } = new("coupled");

        public object Convert() => value;
    }

    public class MarkerSymbol
    {
        private readonly string value;

        private MarkerSymbol(string value) => this.value = value;

        // Plotly's own numbers: what the package writes.
        public static MarkerSymbol Circle { get; } = new("0");
        public static MarkerSymbol Square { get; } = new("1");
        public static MarkerSymbol Diamond { get; } = new("2");
        public static MarkerSymbol Cross { get; } = new("3");
        public static MarkerSymbol X { get; } = new("4");
        public static MarkerSymbol TriangleUp { get; } = new("5");
        public static MarkerSymbol TriangleDown { get; } = new("6");
        public static MarkerSymbol Star { get; } = new("17");

        public object Convert() => value;
    }

    public sealed class Mode
    {
        private readonly string value;

        private Mode(string value) => this.value = value;

        public static Mode Lines { get; } = new("lines");
        public static Mode Lines_Markers { get; } = new("lines+markers");
        public static Mode Lines_Markers_Text { get; } = new("lines+markers+text");
        public static Mode Lines_Text { get; } = new("lines+text");
        public static Mode Markers { get; } = new("markers");
        public static Mode Markers_Text { get; } = new("markers+text");
        public static Mode None { get; } = new("none");
        public static Mode Text { get; } = new("text");

        public object Convert() => value;
    }

    public sealed class Orientation
    {
        private readonly string value;

        private Orientation(string value) => this.value = value;

        public static Orientation Horizontal { get; } = new("h");
        public static Orientation Vertical { get; } = new("v");

        public object Convert() => value;
    }

    public class SubPlotId
    {
        private readonly string value;

        private SubPlotId(string value) => this.value = value;

        public static SubPlotId NewXAxis(int item) => new(item < 2 ? "xaxis" : $"xaxis{item}");

        public static SubPlotId NewYAxis(int item) => new(item < 2 ? "yaxis" : $"yaxis{item}");

        public object Convert() => value;
    }

    public sealed class XAnchorPosition
    {
        private readonly string value;

        private XAnchorPosition(string value) => this.value = value;

        public static XAnchorPosition Auto { get; } = new("auto");
        public static XAnchorPosition Center { get; } = new("center");
        public static XAnchorPosition Left { get; } = new("left");
        public static XAnchorPosition Right { get; } = new("right");

        public object Convert() => value;
    }
}
