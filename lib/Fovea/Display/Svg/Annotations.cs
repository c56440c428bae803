using System.Text.Json.Nodes;

namespace Fovea.Display.Svg;

/// <summary>The layout's notes: text at a datum or a place of the paper, with or without an arrow.</summary>
internal sealed class Annotations(Scene scene, Placement placement)
{
    public void Draw(SvgCanvas canvas)
    {
        foreach (var note in scene.Layout.At("annotations").Items().OfType<JsonObject>())
            if (note.At("visible").Flag(true) && At(note, isX: true) is { } x && At(note, isX: false) is { } y)
                Draw(canvas, note, x, y);
    }

    private static void Draw(SvgCanvas canvas, JsonObject note, double x, double y)
    {
        var size = note.At("font", "size").Number() ?? FigureStyle.FontSize;
        var text = RichText.Parse(note.At("text").Text() ?? "");
        var paint = note.At("font", "color").Text() is { } colour ? Paint.Of(colour) : Paint.Ink;
        if (!note.At("showarrow").Flag(true))
        {
            DrawText(canvas, note, text, x, y, size, paint);
            return;
        }
        var (tailX, tailY) = (x + (note.At("ax").Number() ?? -10), y + (note.At("ay").Number() ?? -30));
        var stroke = note.At("arrowcolor").Text() is { } own ? Paint.Of(own) : Paint.InkLine;
        Arrow.Draw(canvas, tailX, tailY, x, y, stroke, 1.2);
        var (width, height) = (text.Width(size), text.Height(size));
        // The text sits beyond the tail, on the side away from the arrow.
        var (sideX, sideY) = (Math.Abs(tailX - x) > Math.Abs(tailY - y) ? Math.Sign(tailX - x) : 0, Math.Abs(tailX - x) > Math.Abs(tailY - y) ? 0 : Math.Sign(tailY - y));
        DrawCentred(canvas, text, tailX + sideX * (width / 2 + 3), tailY + sideY * (height / 2 + 1), size, paint);
    }

    private static void DrawText(SvgCanvas canvas, JsonObject note, RichText text, double x, double y, double size, Paint paint)
    {
        var (width, height) = (text.Width(size), text.Height(size));
        var aside = note.At("xanchor").Text() switch { "left" => width / 2, "right" => -width / 2, _ => 0 };
        var below = note.At("yanchor").Text() switch { "top" => height / 2, "bottom" => -height / 2 - 2, _ => 0 };
        if (note.At("bgcolor").Text() is { } background)
            canvas.Rect(x + aside - width / 2 - 2, y + below - height / 2, width + 4, height, Paint.Of(background));
        DrawCentred(canvas, text, x + aside, y + below, size, paint);
    }

    private static void DrawCentred(SvgCanvas canvas, RichText text, double x, double y, double size, Paint paint) =>
        canvas.Text(x, y - text.Height(size) / 2 + size * 0.98, text, size, paint, Anchor.Middle);

    /// <summary>The pixel of the note's x or y, which is a share of the paper, or of a panel, or a datum.</summary>
    private double? At(JsonObject note, bool isX)
    {
        var letter = isX ? "x" : "y";
        var reference = note.At(letter + "ref").Text() ?? letter;
        if (reference == "paper")
            return note.At(letter).Number() is { } share
                ? isX ? placement.Left + share * (placement.Right - placement.Left) : placement.Bottom - share * (placement.Bottom - placement.Top)
                : null;
        if (scene.FindAxis(reference.Split(' ')[0]) is not { } axis)
            return null;
        if (reference.EndsWith(" domain", StringComparison.Ordinal))
            return note.At(letter).Number() is { } part ? axis.Pixels.Start + part * (axis.Pixels.End - axis.Pixels.Start) : null;
        return axis.Position(note.At(letter)) is { } coordinate ? axis.ToPixel(coordinate) : null;
    }
}
