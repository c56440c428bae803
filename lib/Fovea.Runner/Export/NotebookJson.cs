using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Fovea.Runner.Notebooks;

namespace Fovea.Runner.Export;

/// <summary>The parts of nbformat 4.5 that more than one export writes.</summary>
internal static class NotebookJson
{
    /// <summary>Writes a document as Jupyter does: one space of indent, LF, text unescaped, LF at the end.</summary>
    public static string Write(Action<Utf8JsonWriter> content)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions
        {
            Indented = true,
            IndentSize = 1,
            NewLine = "\n",
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        }))
        {
            content(json);
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }

    /// <summary>A text as nbformat keeps it: its lines, each but the last with its LF.</summary>
    public static void WriteLines(Utf8JsonWriter json, string name, string text)
    {
        json.WriteStartArray(name);
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf('\n', start) is var lf && lf < 0 ? text.Length : lf + 1;
            json.WriteStringValue(text.AsSpan(start, end - start));
            start = end;
        }
        json.WriteEndArray();
    }

    /// <summary>The <c>outputs</c> of a code cell.</summary>
    public static void WriteOutputs(Utf8JsonWriter json, CellRun cell)
    {
        json.WriteStartArray("outputs");
        foreach (var output in cell.Outputs)
        {
            json.WriteStartObject();
            WriteOutput(json, output, cell.ExecutionCount);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteOutput(Utf8JsonWriter json, CellOutput output, int? executionCount)
    {
        switch (output)
        {
            case StreamOutput stream:
                json.WriteString("name", stream.Name);
                json.WriteString("output_type", "stream");
                WriteLines(json, "text", stream.Text);
                break;
            case DisplayOutput display:
                WriteData(json, display.Data);
                if (display.IsResult)
                    WriteCount(json, executionCount);
                json.WriteStartObject("metadata");
                json.WriteEndObject();
                json.WriteString("output_type", display.IsResult ? "execute_result" : "display_data");
                break;
            case ErrorOutput error:
                json.WriteString("ename", error.Name);
                json.WriteString("evalue", error.Message);
                json.WriteString("output_type", "error");
                json.WriteStartArray("traceback");
                foreach (var line in error.Traceback)
                    json.WriteStringValue(line);
                json.WriteEndArray();
                break;
            default:
                throw new ArgumentException($"Unknown output {output.GetType().Name}.", nameof(output));
        }
    }

    public static void WriteCount(Utf8JsonWriter json, int? executionCount)
    {
        json.WritePropertyName("execution_count");
        if (executionCount is { } count)
            json.WriteNumberValue(count);
        else
            json.WriteNullValue();
    }

    public static bool IsJson(string text)
    {
        try
        {
            using var _ = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static void WriteData(Utf8JsonWriter json, IReadOnlyDictionary<string, string> data)
    {
        json.WriteStartObject("data");
        foreach (var (mime, content) in data.OrderBy(d => d.Key, StringComparer.Ordinal))
        {
            if (Mime.IsBase64(mime))
            {
                json.WriteString(mime, content);
            }
            else if (Mime.IsJson(mime))
            {
                json.WritePropertyName(mime);
                if (IsJson(content))
                    json.WriteRawValue(content, skipInputValidation: true);
                else
                    json.WriteStringValue(content);
            }
            else
            {
                WriteLines(json, mime, content);
            }
        }
        json.WriteEndObject();
    }
}
