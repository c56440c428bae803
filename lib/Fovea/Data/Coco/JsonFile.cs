using System.Text;
using System.Text.Json;
using Fovea.Display;

namespace Fovea.Data.Coco;

/// <summary>
/// Reads a JSON file token by token through one buffer, however long the file is, and knows where it is, so that every
/// error names the file, the record, its id and the key.
/// </summary>
internal ref struct JsonFile
{
    private readonly Stream stream;
    private readonly string name;
    private readonly Progress? progress;
    private readonly CancellationToken cancellation;
    private byte[] buffer = new byte[1 << 16];
    private int filled;
    private long passed; // bytes of the file before the buffer's first
    private Utf8JsonReader reader;
    private string? section, key;
    private int record;
    private long? id;

    /// <param name="stream">Read from where it is.</param>
    /// <param name="name">What errors call it.</param>
    /// <param name="cancellation">Asked at every filling of the buffer.</param>
    public JsonFile(Stream stream, string name, CancellationToken cancellation)
    {
        (this.stream, this.name, this.cancellation) = (stream, name, cancellation);
        if (stream is FileStream { Length: > 0 })
            progress = new Progress($"read {Path.GetFileName(name)} (bytes)", stream.Length);
        while (filled < 3 && Fill())
        {
        }
        if (buffer.AsSpan(0, filled).StartsWith(Encoding.UTF8.Preamble))
            Drop(Encoding.UTF8.Preamble.Length);
        Attach(default);
    }

    /// <summary>The token read last.</summary>
    public readonly JsonTokenType Token => reader.TokenType;

    /// <summary>Reads a file from its beginning.</summary>
    /// <exception cref="DataSetException">It cannot be read, or what <paramref name="read"/> throws.</exception>
    public static T Open<T>(string path, Func<Stream, string, T> read)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
            return read(stream, path);
        }
        catch (Exception e) when (e is IOException and not DataSetException or UnauthorizedAccessException)
        {
            throw new DataSetException(e.Message, e);
        }
    }

    /// <summary>Has errors of records that have been read name their file.</summary>
    public static T Named<T>(string name, Func<T> make)
    {
        try
        {
            return make();
        }
        catch (DataSetException e)
        {
            throw new DataSetException($"{name}: {e.Message}", e);
        }
    }

    /// <summary>Reads the next token.</summary>
    /// <exception cref="DataSetException">The file ends, or goes on as no JSON does.</exception>
    public void Next()
    {
        if (!TryNext())
            throw new DataSetException($"{name} is truncated: it ends at byte {passed + filled}, {(section is null ? "before its last bracket" : $"within {Place}")}");
    }

    /// <exception cref="DataSetException">Something follows the value that has been read.</exception>
    public void End()
    {
        (section, key) = (null, null);
        if (TryNext())
            throw Wrong("something follows the last bracket");
    }

    /// <summary>Reads a value's first token and holds it against what it must be.</summary>
    /// <exception cref="DataSetException">It is something else.</exception>
    public void Next(JsonTokenType expected, string inWords)
    {
        Next();
        Expect(expected, inWords);
    }

    /// <exception cref="DataSetException">The token read last is something else.</exception>
    public readonly void Expect(JsonTokenType expected, string inWords)
    {
        if (Token != expected)
            throw Wrong($"expected {inWords}, found {Found()}");
    }

    /// <summary>Reads on to an object's next key among those that are known, past others and their values.</summary>
    /// <returns>The key, its value being next; null at the object's end.</returns>
    public string? NextKey(ReadOnlySpan<string> known)
    {
        while (true)
        {
            key = null;
            Next();
            if (Token == JsonTokenType.EndObject)
                return null;
            foreach (var candidate in known)
                if (reader.ValueTextEquals(candidate))
                    return key = candidate;
            Skip();
        }
    }

    /// <summary>Begins a list of records: what errors say from here on.</summary>
    public void Enter(string? list) => (section, key, record, id) = (list, null, -1, null);

    /// <summary>Goes to the list's next record.</summary>
    /// <returns>False at the list's end.</returns>
    /// <exception cref="DataSetException">What is there is no object.</exception>
    public bool NextRecord()
    {
        (key, id) = (null, null);
        record++;
        Next();
        if (Token == JsonTokenType.EndArray)
            return false;
        Expect(JsonTokenType.StartObject, "an object");
        return true;
    }

    /// <summary>Reads a whole number.</summary>
    public long Whole()
    {
        Next();
        return Token == JsonTokenType.Number && reader.TryGetInt64(out var value) ? value : throw Wrong($"expected a whole number, found {Found()}");
    }

    /// <summary>Reads a whole number of 32 bits.</summary>
    public int Int()
    {
        Next();
        return CurrentInt();
    }

    /// <summary>The whole number of 32 bits read last.</summary>
    public readonly int CurrentInt() =>
        Token == JsonTokenType.Number && reader.TryGetInt32(out var value) ? value : throw Wrong($"expected a whole number of 32 bits, found {Found()}");

    /// <summary>Reads a record's id: errors tell it from here on.</summary>
    public long Id()
    {
        id = Whole();
        return id.Value;
    }

    /// <summary>Reads a number.</summary>
    public double Number()
    {
        Next();
        return CurrentNumber();
    }

    /// <summary>The number read last.</summary>
    public readonly double CurrentNumber() =>
        Token == JsonTokenType.Number && reader.TryGetDouble(out var value) ? value : throw Wrong($"expected a number, found {Found()}");

    /// <summary>Reads a text.</summary>
    public string Text()
    {
        Next(JsonTokenType.String, "a text");
        return CurrentText();
    }

    /// <summary>The text read last.</summary>
    public readonly string CurrentText() => reader.GetString()!;

    /// <summary>Reads 0, 1, true or false.</summary>
    public bool Flag()
    {
        Next();
        return Token switch
        {
            JsonTokenType.True => true,
            JsonTokenType.False => false,
            JsonTokenType.Number when reader.TryGetInt32(out var value) && value is 0 or 1 => value == 1,
            _ => throw Wrong($"expected 0 or 1, found {Found()}"),
        };
    }

    /// <summary>A value that a record must have.</summary>
    /// <exception cref="DataSetException">It has not been read.</exception>
    public readonly T Required<T>(T? value, string key) where T : struct => value ?? throw Missing(key);

    /// <inheritdoc cref="Required{T}(T?, string)"/>
    public readonly T Required<T>(T? value, string key) where T : class => value ?? throw Missing(key);

    /// <summary>Reads past the next value.</summary>
    public void Skip()
    {
        Next();
        for (var depth = 0; ; Next())
        {
            if (Token is JsonTokenType.StartObject or JsonTokenType.StartArray)
                depth++;
            else if (Token is JsonTokenType.EndObject or JsonTokenType.EndArray)
                depth--;
            if (depth == 0)
                return;
        }
    }

    /// <summary>An error here.</summary>
    public readonly DataSetException Wrong(string problem, Exception? inner = null)
    {
        var place = key is null ? Place : Place.Length == 0 ? $"key {key}" : $"{Place}, key {key}";
        return new DataSetException(place.Length == 0 ? $"{name}: {problem}" : $"{name}: {place}: {problem}", inner);
    }

    private readonly DataSetException Missing(string missing) =>
        new($"{name}: {(Place.Length == 0 ? "" : $"{Place}: ")}key {missing} is missing");

    private readonly string Place => section is null ? "" : record < 0 ? section : $"{section}[{record}]{(id is null ? "" : $" (id {id})")}";

    private readonly string Found() => Token switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.EndArray => "the array's end",
        JsonTokenType.EndObject => "the object's end",
        JsonTokenType.String => $"the text \"{Short(reader.GetString()!)}\"",
        _ => Encoding.UTF8.GetString(reader.ValueSpan),
    };

    private bool TryNext()
    {
        try
        {
            while (!reader.Read())
            {
                var state = reader.CurrentState;
                Drop((int)reader.BytesConsumed);
                if (!Fill())
                    return false;
                Attach(state);
            }
            return true;
        }
        catch (JsonException e)
        {
            var rest = buffer.AsSpan(0, filled)[(int)reader.BytesConsumed..];
            var at = rest.Length - rest.TrimStart(" \t\r\n,:"u8).Length;
            var text = Encoding.UTF8.GetString(rest[at..Math.Min(at + 12, rest.Length)]);
            throw Wrong($"no JSON at byte {passed + reader.BytesConsumed + at}: found {Short(text.ReplaceLineEndings(" "))}", e);
        }
    }

    private static string Short(string text) => text.Length <= 40 ? text : $"{text[..40]}...";

    private void Drop(int bytes)
    {
        buffer.AsSpan(bytes, filled - bytes).CopyTo(buffer);
        filled -= bytes;
        passed += bytes;
    }

    private bool Fill()
    {
        cancellation.ThrowIfCancellationRequested();
        if (filled == buffer.Length)
            Array.Resize(ref buffer, 2 * buffer.Length);
        var read = stream.Read(buffer, filled, buffer.Length - filled);
        filled += read;
        progress?.Report(passed + filled);
        return read > 0;
    }

    // Never the final block: that the file ends too early is told here, where the position is known.
    private void Attach(JsonReaderState state) => reader = new Utf8JsonReader(buffer.AsSpan(0, filled), isFinalBlock: false, state);
}
