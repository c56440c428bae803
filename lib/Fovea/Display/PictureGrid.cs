using Fovea.Display.Svg;

namespace Fovea.Display;

/// <summary>Pictures in rows under their titles, with a caption.</summary>
[TypeFormatterSource(typeof(ShownFormatterSource))]
public sealed class PictureGrid : IShown
{
    private const double Gap = 12, TitleSize = FigureStyle.FontSize;
    private const double MostWidth = 960, LeastCell = 120, UsualCell = 300;

    private readonly IReadOnlyList<(string Title, Picture Picture)> cells;
    private readonly int columns;

    /// <param name="columns">Pictures a row.</param>
    /// <param name="caption">What the pictures show; plain text.</param>
    /// <param name="cells">Titles and pictures, row by row; an empty title takes no room if its whole row has none.</param>
    /// <exception cref="ArgumentException">There is no picture, or no column.</exception>
    public PictureGrid(int columns, string caption, params (string Title, Picture Picture)[] cells)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        if (cells.Length == 0)
            throw new ArgumentException("A grid shows at least one picture.", nameof(cells));
        (this.columns, Caption, this.cells) = (Math.Min(columns, cells.Length), caption, cells);
        Svg = Render(alone: false);
    }

    /// <summary>Plain text under the pictures.</summary>
    public string Caption { get; }

    /// <summary>The grid for a page: the page's style carries its theme.</summary>
    public string Svg { get; }

    /// <summary>The grid as a page's fragment.</summary>
    public string ToHtml()
    {
        var caption = Caption.Length == 0 ? "" : $"<p class=\"figure-caption\">{Html.Encode(Caption)}</p>";
        return $"{Theme.FigureCss}<div class=\"fovea fovea-figure\" style=\"max-width:{SvgCanvas.Number(Width)}px\"><div class=\"plotly-static\">{Svg}</div>{caption}</div>";
    }

    /// <summary>The caption and the titles, for readers of plain text.</summary>
    public string ToText() => $"[Pictures] {Caption} ({string.Join(", ", cells.Select(cell => cell.Title).Where(title => title.Length > 0))})";

    /// <inheritdoc cref="ToText"/>
    public override string ToString() => ToText();

    /// <summary>Writes the grid as a file of its own, which follows its reader's light or dark setting.</summary>
    /// <param name="path">Ends in .svg. Its folder is made; a file there is replaced whole.</param>
    /// <exception cref="ArgumentException">The path ends otherwise.</exception>
    public void Save(string path) => SvgFile.Write(path, Render(alone: true));

    /// <summary>Small images are enlarged to be seen, many beside each other share the width.</summary>
    private double CellWidth => Math.Max(
        LeastCell,
        Math.Min(Math.Max(UsualCell, cells.Max(cell => cell.Picture.Width)), (MostWidth - (columns - 1) * Gap) / columns));

    private double Width => columns * CellWidth + (columns - 1) * Gap;

    private string Render(bool alone)
    {
        var rows = cells.Chunk(columns).Select(row => (
            Cells: row,
            Title: row.Max(cell => cell.Title.Length == 0 ? 0 : RichText.Parse(cell.Title).Height(TitleSize) + 4),
            Height: row.Max(cell => cell.Picture.Height * CellWidth / cell.Picture.Width))).ToArray();
        var height = rows.Sum(row => row.Title + row.Height) + (rows.Length - 1) * Gap;
        using var canvas = new SvgCanvas(Width, height, Caption.Length > 0 ? Caption : ToText(), alone ? Theme.SvgCss : null);
        var top = 0.0;
        foreach (var (row, title, tall) in rows)
        {
            for (var column = 0; column < row.Length; column++)
            {
                var left = column * (CellWidth + Gap);
                if (row[column].Title.Length > 0)
                    canvas.Text(left + CellWidth / 2, top + TitleSize, RichText.Parse(row[column].Title), TitleSize, Paint.Ink, Anchor.Middle);
                row[column].Picture.Draw(canvas, left, top + title, CellWidth);
            }
            top += title + tall + Gap;
        }
        return canvas.Finish();
    }
}
