using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using System.Reflection;
using Fovea.Results;

namespace Fovea.Display;

/// <summary>On which side of a column its cells stand.</summary>
public enum Align
{
    /// <summary>Text.</summary>
    Left,

    /// <summary>Numbers, so that their digits line up.</summary>
    Right,

    /// <summary>Short marks.</summary>
    Centre,
}

/// <summary>A column of a <see cref="Table"/>.</summary>
/// <param name="Header">Its name.</param>
/// <param name="Align">On which side its cells stand; the header goes with them.</param>
/// <param name="Unit">What its numbers count, under the header.</param>
/// <param name="Format">Of its numbers (.NET's format strings); six significant digits where left out.</param>
public sealed record Column(string Header, Align Align = Align.Left, string? Unit = null, string? Format = null)
{
    /// <summary>A column of numbers.</summary>
    /// <param name="header">Its name.</param>
    /// <param name="unit">What they count.</param>
    /// <param name="format">.NET's format strings: F1, N0, P1.</param>
    public static Column Number(string header, string? unit = null, string? format = null) => new(header, Align.Right, unit, format);
}

/// <summary>A cell that leads somewhere.</summary>
/// <param name="Text">What a reader sees.</param>
/// <param name="Url">Where it leads, relative to the document that has the table.</param>
public sealed record Link(string Text, string Url)
{
    /// <summary>The text, where nothing can lead anywhere.</summary>
    public override string ToString() => Text;
}

/// <summary>A table with a caption, shown as HTML, Markdown or aligned text. Rows are added to a copy: tables do not change.</summary>
[TypeFormatterSource(typeof(ShownFormatterSource))]
public sealed record Table : IShown
{
    /// <param name="caption">What the table shows; none where null.</param>
    /// <param name="columns">At least one.</param>
    /// <exception cref="ArgumentException">There is no column.</exception>
    public Table(string? caption, params Column[] columns)
    {
        if (columns.Length == 0)
            throw new ArgumentException("A table has at least one column.", nameof(columns));
        Caption = caption;
        Columns = [.. columns];
    }

    /// <summary>Above the table.</summary>
    public string? Caption { get; }

    /// <summary>Left to right.</summary>
    public ImmutableArray<Column> Columns { get; }

    /// <summary>Lines below the table.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>Cells as they are given: text, numbers, verdicts, links; null is an empty cell.</summary>
    internal ImmutableArray<ImmutableArray<object?>> Rows { get; init; } = [];

    /// <summary>
    /// A table of records: a column for each public property, in the order they are declared, named after it in words.
    /// </summary>
    /// <param name="records">The rows.</param>
    /// <param name="caption">What the table shows.</param>
    public static Table Of<T>(IEnumerable<T> records, string? caption = null)
    {
        var properties = typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.GetIndexParameters().Length == 0).ToArray();
        var columns = properties.Select(property => new Column(Words(property.Name), IsNumber(property.PropertyType) ? Align.Right : Align.Left));
        return new Table(caption, [.. columns]).Add(records.Select(record => properties.Select(property => property.GetValue(record)).ToArray()));
    }

    /// <summary>The table with one row more.</summary>
    /// <param name="cells">One a column: text, a number, a <see cref="Verdict"/>, a <see cref="Link"/>, or null.</param>
    /// <exception cref="ArgumentException">There are more or fewer cells than columns.</exception>
    public Table Row(params object?[] cells) => Add([cells]);

    /// <summary>The table with a line below it.</summary>
    public Table Note(string note) => this with { Notes = Notes.Add(note) };

    /// <summary>A self-contained fragment of HTML.</summary>
    public string ToHtml() => TableText.Html(this);

    /// <summary>A pipe table, its caption in bold above and its notes below.</summary>
    public string ToMarkdown() => TableText.Markdown(this);

    /// <summary>Columns lined up for a fixed-width face.</summary>
    public string ToText() => TableText.Plain(this);

    /// <inheritdoc cref="ToText"/>
    public override string ToString() => ToText();

    /// <summary>The text of a cell in its column's format.</summary>
    internal string Text(int column, object? cell) => cell switch
    {
        null => "",
        Verdict verdict => verdict.Label(),
        bool flag => flag ? "yes" : "no",
        double or float when Columns[column].Format is null => Short(Convert.ToDouble(cell, CultureInfo.InvariantCulture)),
        IFormattable value => value.ToString(Columns[column].Format, CultureInfo.InvariantCulture),
        _ => cell.ToString() ?? "",
    };

    private Table Add(IEnumerable<object?[]> rows)
    {
        var added = rows.Select(cells => cells.Length == Columns.Length
            ? cells.ToImmutableArray()
            : throw new ArgumentException($"A row of this table has {Columns.Length} cells, not {cells.Length}.", nameof(rows)));
        return this with { Rows = Rows.AddRange(added) };
    }

    /// <summary>Six significant digits, and no exponent for large numbers.</summary>
    private static string Short(double value) =>
        value.ToString(Math.Abs(value) >= 1e6 && double.IsFinite(value) ? "0" : "G6", CultureInfo.InvariantCulture);

    internal static bool IsNumber(Type type) =>
        (Nullable.GetUnderlyingType(type) ?? type).GetInterfaces().Any(face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(INumber<>));

    /// <summary>MeanAp as "Mean ap".</summary>
    private static string Words(string name) => string.Concat(name.Select((letter, i) =>
        i > 0 && char.IsUpper(letter) && (char.IsLower(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])))
            ? " " + (i + 1 < name.Length && char.IsUpper(name[i + 1]) ? letter : char.ToLowerInvariant(letter))
            : letter.ToString()));
}
