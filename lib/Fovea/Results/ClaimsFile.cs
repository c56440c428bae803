using System.Globalization;
using System.Security.Cryptography;
using CsvHelper;

namespace Fovea.Results;

/// <summary>Reads <c>claims.csv</c>, the transcription of a paper's tables, and the digest committed beside it.</summary>
internal static class ClaimsFile
{
    private static readonly string[] Columns = ["paper", "table", "row", "column", "value", "digits", "kind", "status", "note"];

    /// <exception cref="LedgerException">The file is not there, or a line does not follow the schema; the message names file, line and column.</exception>
    public static IReadOnlyList<Claim> Read(string path, string paper)
    {
        if (!File.Exists(path))
            throw new LedgerException($"{path}: there is no such file; it holds the numbers that the paper prints");
        using var csv = new CsvReader(new StreamReader(path), CultureInfo.InvariantCulture);
        try
        {
            return Read(csv, path, paper);
        }
        catch (CsvHelperException e)
        {
            throw LedgerException.At(path, csv.Parser.RawRow, "line", "comma-separated fields", e.GetType().Name);
        }
    }

    private static List<Claim> Read(CsvReader csv, string path, string paper)
    {
        var header = csv.Read() && csv.ReadHeader() ? csv.HeaderRecord! : [];
        if (!Columns.SequenceEqual(header))
            throw LedgerException.At(path, 1, "header", string.Join(',', Columns), string.Join(',', header));

        var lines = new Dictionary<Cell, int>();
        var claims = new List<Claim>();
        while (csv.Read())
        {
            var line = new Line(csv, path);
            var claim = line.Claim(paper);
            if (!lines.TryAdd(claim.Cell, line.Number))
                throw line.Wrong("row", "a cell of its own", $"that of line {lines[claim.Cell]}: {claim.Cell}");
            claims.Add(claim);
        }
        foreach (var claim in claims.Where(claim => claim.Kind == ClaimKind.Trend))
            CheckRows(claim, claims, path, lines[claim.Cell]);
        return claims;
    }

    /// <summary>SHA-256 of the file's bytes, in lower-case hexadecimal.</summary>
    public static string Digest(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));

    // Both rows of a trend are rows of its table with a number in its column.
    private static void CheckRows(Claim claim, List<Claim> claims, string path, int line)
    {
        var trend = Trend.Parse(claim.Cell.Row)
            ?? throw LedgerException.At(path, line, "row", "A > B, A ~ B, A : B or A -% B", claim.Cell.Row);
        foreach (var row in new[] { trend.First, trend.Second })
            if (!claims.Exists(other => other.Kind != ClaimKind.Trend && other.Cell == claim.Cell with { Row = row }))
                throw LedgerException.At(path, line, "row", $"rows of table {claim.Cell.Table} with a value in {claim.Cell.Column}", row);
    }

    /// <summary>The line that the reader stands on.</summary>
    private readonly struct Line(CsvReader csv, string path)
    {
        public int Number => csv.Parser.RawRow;

        public LedgerException Wrong(string column, string expected, string found) =>
            LedgerException.At(path, Number, column, expected, found);

        public Claim Claim(string paper)
        {
            if (csv.Parser.Count != Columns.Length)
                throw Wrong("line", $"{Columns.Length} fields", $"{csv.Parser.Count}");
            if (csv.GetField("paper") != paper)
                throw Wrong("paper", paper, Text("paper"));
            var status = Word<ClaimStatus>("status");
            var digits = int.TryParse(Text("digits"), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw Wrong("digits", "the digits printed after the point", Text("digits"));
            return new Claim(paper, new Cell(Filled("table"), Filled("row"), Filled("column")),
                Value(status, digits), digits, Word<ClaimKind>("kind"), status, Text("note"));
        }

        private decimal? Value(ClaimStatus status, int digits)
        {
            var text = Text("value");
            if (status == ClaimStatus.Illegible)
                return text == "" ? null : throw Wrong("value", "nothing, as it is illegible", text);
            if (!decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
                throw Wrong("value", "a number", text);
            return value.Scale == digits ? value : throw Wrong("value", $"{digits} digits after the point", text);
        }

        private string Text(string column) => csv.GetField(column) ?? "";

        private string Filled(string column) =>
            Text(column) is { Length: > 0 } text ? text : throw Wrong(column, "a text", "nothing");

        private T Word<T>(string column) where T : struct, Enum =>
            Words.TryParse(Text(column), out T member) ? member : throw Wrong(column, Words.OneOf<T>(), Text(column));
    }
}
