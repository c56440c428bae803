using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CsvHelper;
using CsvHelper.Configuration;
using Fovea.Display;

namespace Fovea.Results;

/// <summary>How a table of results is written.</summary>
public enum TableFormat
{
    /// <summary>Markdown.</summary>
    Md,

    /// <summary>Comma-separated, every field quoted that needs it.</summary>
    Csv,

    /// <summary>An array of objects.</summary>
    Json,

    /// <summary>LaTeX.</summary>
    Tex,
}

/// <summary>
/// Judgements as tables with the columns paper, ours and verdict. The same judgements give the same bytes on every
/// machine.
/// </summary>
public static class ResultTables
{
    private static readonly string[] CsvHeader =
        ["paper", "table", "row", "column", "kind", "claimed", "ours", "exact", "verdict", "reason", "tier", "seeds", "runs"];

    /// <summary>Writes judgements in a format.</summary>
    /// <param name="judgements">Of any papers and tables; those of one table lie together.</param>
    /// <param name="format">The format.</param>
    /// <returns>UTF-8 text with LF line ends. CSV and JSON are one list; Markdown and LaTeX one table after another.</returns>
    public static string Write(IReadOnlyList<Judgement> judgements, TableFormat format) => format switch
    {
        TableFormat.Csv => Csv(judgements),
        TableFormat.Json => Json(judgements),
        TableFormat.Md => Tables(judgements, table => table.ToMarkdown()),
        _ => Tables(judgements, LatexTable.Write),
    };

    /// <summary>The judgements of one table of a paper, as a notebook shows them.</summary>
    public static Table Show(IReadOnlyList<Judgement> judgements)
    {
        var claim = judgements[0].Claim;
        var table = new Table($"{claim.Paper}, table {claim.Cell.Table}: {Summary(judgements)}",
            new Column("Row"), new Column("Column"), Column.Number("Paper"), Column.Number("Ours"), new Column("Verdict"), new Column("Why"));
        foreach (var judgement in judgements)
            table = table.Row(judgement.Claim.Cell.Row, judgement.Claim.Cell.Column, judgement.Claim.Value, judgement.Ours, judgement.Verdict, judgement.Reason);
        return table.Note(Provenance(judgements));
    }

    internal static string Number(decimal? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "";

    /// <summary>How many have which verdict: <c>12 reproduced, 2 slip</c>.</summary>
    public static string Summary(IReadOnlyList<Judgement> judgements) =>
        string.Join(", ", judgements.CountBy(judgement => judgement.Verdict).OrderBy(count => count.Key)
            .Select(count => $"{count.Value} {count.Key.Word()}"));

    // Of what the table was made: another set of runs cannot give the same bytes.
    private static string Provenance(IReadOnlyList<Judgement> judgements)
    {
        var runs = judgements.SelectMany(judgement => judgement.Runs).Distinct().Count();
        return runs == 0 ? "No run was used." : $"From {Judge.Count(runs, "run")}, digest {Digest(judgements)}.";
    }

    private static string Tables(IReadOnlyList<Judgement> judgements, Func<Table, string> write) =>
        string.Join('\n', judgements.GroupBy(judgement => (judgement.Claim.Paper, judgement.Claim.Cell.Table))
            .Select(table => write(Show([.. table]))));

    // The first 12 hexadecimal digits of a hash of the runs' hashes; empty where there are none.
    private static string Digest(IEnumerable<Judgement> judgements)
    {
        var hashes = judgements.SelectMany(judgement => judgement.Runs).Select(RunJson.Hash).Distinct().Order(StringComparer.Ordinal).ToArray();
        return hashes.Length == 0 ? "" : Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Concat(hashes))))[..12];
    }

    private static string Csv(IReadOnlyList<Judgement> judgements)
    {
        var text = new StringWriter();
        using var csv = new CsvWriter(text, new CsvConfiguration(CultureInfo.InvariantCulture) { NewLine = "\n" });
        WriteFields(csv, CsvHeader);
        foreach (var judgement in judgements)
        {
            var claim = judgement.Claim;
            WriteFields(csv,
            [
                claim.Paper, claim.Cell.Table, claim.Cell.Row, claim.Cell.Column, claim.Kind.Word(), Number(claim.Value), Number(judgement.Ours),
                judgement.Exact, judgement.Verdict.Word(), judgement.Reason, judgement.Tier?.Word() ?? "", string.Join(' ', judgement.Seeds),
                Digest([judgement]),
            ]);
        }
        csv.Flush();
        return text.ToString();
    }

    private static void WriteFields(CsvWriter csv, IEnumerable<string> fields)
    {
        foreach (var field in fields)
            csv.WriteField(field);
        csv.NextRecord();
    }

    private static string Json(IReadOnlyList<Judgement> judgements)
    {
        using var stream = new MemoryStream();
        var options = new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var json = new Utf8JsonWriter(stream, options))
        {
            json.WriteStartArray();
            foreach (var judgement in judgements)
                WriteObject(json, judgement);
            json.WriteEndArray();
        }
        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static void WriteObject(Utf8JsonWriter json, Judgement judgement)
    {
        var claim = judgement.Claim;
        json.WriteStartObject();
        json.WriteString("paper", claim.Paper);
        json.WriteString("table", claim.Cell.Table);
        json.WriteString("row", claim.Cell.Row);
        json.WriteString("column", claim.Cell.Column);
        json.WriteString("kind", claim.Kind.Word());
        WriteNumber(json, "claimed", claim.Value);
        WriteNumber(json, "ours", judgement.Ours);
        json.WriteString("verdict", judgement.Verdict.Word());
        json.WriteString("reason", judgement.Reason);
        json.WriteString("tier", judgement.Tier?.Word());
        json.WriteStartArray("seeds");
        foreach (var seed in judgement.Seeds)
            json.WriteNumberValue(seed);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, decimal? value)
    {
        if (value is { } number)
            json.WriteNumber(name, number);
        else
            json.WriteNull(name);
    }
}
