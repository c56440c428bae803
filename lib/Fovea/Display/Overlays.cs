using Fovea.Display.Svg;

namespace Fovea.Display;

/// <summary>Where an image stands in a drawing: its corner, and the scale from its pixels to the drawing's.</summary>
internal readonly record struct Frame(double Left, double Top, double Scale, int Width, int Height)
{
    public double X(double x) => Left + x * Scale;

    public double Y(double y) => Top + y * Scale;
}

/// <summary>Something drawn over an image; lines have a light rim, so that they show on any image.</summary>
internal abstract record Overlay
{
    protected const double LineWidth = 2, LabelSize = 11;
    protected static readonly Paint Rim = new("#ffffff", null, 0.65);

    public abstract void Draw(SvgCanvas canvas, Frame frame);

    /// <summary>Its label, above everything else.</summary>
    public virtual void DrawLabel(SvgCanvas canvas, Frame frame)
    {
    }
}

internal sealed record BoxOverlay(double X, double Y, double Width, double Height, string? Label, string Colour, bool Dashed) : Overlay
{
    public override void Draw(SvgCanvas canvas, Frame frame)
    {
        var (x, y, width, height) = (frame.X(X), frame.Y(Y), Width * frame.Scale, Height * frame.Scale);
        canvas.Rect(x, y, width, height, Paint.None, Rim, LineWidth + 1.5);
        canvas.Rect(x, y, width, height, Paint.None, Paint.Of(Colour), LineWidth, Dashed ? "dash" : "solid");
    }

    public override void DrawLabel(SvgCanvas canvas, Frame frame)
    {
        if (Label is null)
            return;
        var (x, y) = (frame.X(X), frame.Y(Y));
        var text = RichText.Parse(Label);
        var (wide, tall) = (text.Width(LabelSize) + 6, LabelSize + 4);
        // Above the box where there is room, else inside it.
        var top = y - tall >= frame.Top ? y - tall : y;
        var left = Math.Max(frame.Left, Math.Min(x - LineWidth / 2, frame.X(frame.Width) - wide));
        canvas.Rect(left, top, wide, tall, Paint.Of(Colour));
        canvas.Text(left + 3, top + LabelSize, text, LabelSize, new("#ffffff"));
    }
}

internal sealed record PolygonOverlay(IReadOnlyList<(double X, double Y)> Outline, string Colour) : Overlay
{
    public override void Draw(SvgCanvas canvas, Frame frame) =>
        canvas.Path(
            SvgCanvas.PathData(Outline.Select(corner => (frame.X(corner.X), frame.Y(corner.Y))), close: true),
            Paint.Of(Colour, 0.45), Paint.Of(Colour), 1.5);
}

internal sealed record RasterOverlay(string Uri, double Opacity) : Overlay
{
    public override void Draw(SvgCanvas canvas, Frame frame) =>
        canvas.Image(Uri, frame.Left, frame.Top, frame.Width * frame.Scale, frame.Height * frame.Scale, crisp: true, Opacity);
}

internal sealed record PointsOverlay(IReadOnlyList<(double X, double Y)> Centres, string Colour, double Radius) : Overlay
{
    public override void Draw(SvgCanvas canvas, Frame frame)
    {
        foreach (var (x, y) in Centres)
            canvas.Circle(frame.X(x), frame.Y(y), Math.Max(1.2, Radius * frame.Scale), Paint.Of(Colour), Rim);
    }
}

internal sealed record ArrowOverlay(double FromX, double FromY, double ToX, double ToY, string Colour) : Overlay
{
    public override void Draw(SvgCanvas canvas, Frame frame)
    {
        canvas.Line(frame.X(FromX), frame.Y(FromY), frame.X(ToX), frame.Y(ToY), Rim, LineWidth + 1.5);
        Svg.Arrow.Draw(canvas, frame.X(FromX), frame.Y(FromY), frame.X(ToX), frame.Y(ToY), Paint.Of(Colour), LineWidth);
    }
}
