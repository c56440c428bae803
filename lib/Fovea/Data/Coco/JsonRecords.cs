using System.Text.Json;

namespace Fovea.Data.Coco;

/// <summary>Writes records to a file that appears whole or not at all, and holds no more than a few of them in memory.</summary>
internal static class JsonRecords
{
    private const int MostPending = 1 << 16;

    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void WriteObject(string path, Action<Utf8JsonWriter> writeMembers) => Write(path, json =>
    {
        json.WriteStartObject();
        writeMembers(json);
        json.WriteEndObject();
    });

    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void WriteArray<T>(string path, IEnumerable<T> records, Action<Utf8JsonWriter, T> writeMembers) => Write(path, json =>
    {
        json.WriteStartArray();
        WriteElements(json, records, record => writeMembers(json, record));
        json.WriteEndArray();
    });

    /// <summary>Writes a list under its key.</summary>
    public static void WriteList<T>(Utf8JsonWriter json, string section, IEnumerable<T> records, Action<T> writeMembers)
    {
        json.WriteStartArray(section);
        WriteElements(json, records, writeMembers);
        json.WriteEndArray();
    }

    private static void WriteElements<T>(Utf8JsonWriter json, IEnumerable<T> records, Action<T> writeMembers)
    {
        foreach (var record in records)
        {
            json.WriteStartObject();
            writeMembers(record);
            json.WriteEndObject();
            if (json.BytesPending > MostPending)
                json.Flush();
        }
    }

    private static void Write(string path, Action<Utf8JsonWriter> write) => AtomicFile.Write(path, stream =>
    {
        using var json = new Utf8JsonWriter(stream);
        write(json);
    });
}
