using System.Runtime.InteropServices;
using System.Text.Json;
using Fovea.Detection;

namespace Fovea.Data.Coco;

/// <summary>How boxes and segmentations are written in COCO's files.</summary>
internal static class SegmentationJson
{
    private static readonly string[] RunKeys = ["size", "counts"];

    /// <summary>Reads a box.</summary>
    /// <returns>Null of an empty array.</returns>
    public static Box? ReadBox(ref JsonFile file)
    {
        Span<double> numbers = stackalloc double[4];
        var count = 0;
        file.Next(JsonTokenType.StartArray, "[x, y, width, height]");
        for (file.Next(); file.Token != JsonTokenType.EndArray; file.Next())
            numbers[count < 4 ? count++ : throw file.Wrong("more than 4 numbers; expected [x, y, width, height]")] = file.CurrentNumber();
        return count switch
        {
            0 => null,
            4 => new Box(numbers[0], numbers[1], numbers[2], numbers[3]),
            _ => throw file.Wrong($"{count} number(s); expected [x, y, width, height]"),
        };
    }

    /// <summary>Reads polygons or runs.</summary>
    /// <param name="file">Before the value.</param>
    /// <param name="scratch">For coordinates; kept from call to call.</param>
    /// <returns>Null of null and of an empty array.</returns>
    public static Segmentation? Read(ref JsonFile file, List<double> scratch)
    {
        file.Next();
        try
        {
            return file.Token switch
            {
                JsonTokenType.Null => null,
                JsonTokenType.StartArray => ReadPolygons(ref file, scratch),
                JsonTokenType.StartObject => ReadRuns(ref file),
                _ => throw file.Wrong("expected an array of polygons or an object of runs"),
            };
        }
        catch (ArgumentException e)
        {
            throw file.Wrong(e.Message, e);
        }
    }

    private static Segmentation? ReadPolygons(ref JsonFile file, List<double> scratch)
    {
        var outlines = new List<Segmentation.Outline>(1);
        for (file.Next(); file.Token != JsonTokenType.EndArray; file.Next())
        {
            file.Expect(JsonTokenType.StartArray, "a polygon: [x, y, x, y, ...]");
            scratch.Clear();
            for (file.Next(); file.Token != JsonTokenType.EndArray; file.Next())
                scratch.Add(file.CurrentNumber());
            outlines.Add(Segmentation.Outline.Pack(CollectionsMarshal.AsSpan(scratch)));
        }
        return outlines.Count == 0 ? null : Segmentation.OfOutlines([.. outlines]);
    }

    private static Segmentation ReadRuns(ref JsonFile file)
    {
        (int Height, int Width)? size = null;
        string? text = null;
        int[]? counts = null;
        while (file.NextKey(RunKeys) is { } key)
        {
            file.Next();
            if (key == "counts" && file.Token == JsonTokenType.String)
                text = file.CurrentText();
            else if (key == "counts")
                counts = ReadInts(ref file, "an array of counts or a text");
            else
                size = ReadInts(ref file, "[height, width]") is [var height, var width] ? (height, width) : throw file.Wrong("expected [height, width]");
        }
        var (h, w) = file.Required(size, "segmentation.size");
        return text is not null
            ? Segmentation.OfMask(RunLengthMask.FromCompressed(text, h, w))
            : Segmentation.OfMask(new RunLengthMask(h, w, file.Required(counts, "segmentation.counts")), compressed: false);
    }

    private static int[] ReadInts(ref JsonFile file, string inWords)
    {
        file.Expect(JsonTokenType.StartArray, inWords);
        var values = new List<int>();
        for (file.Next(); file.Token != JsonTokenType.EndArray; file.Next())
            values.Add(file.CurrentInt());
        return [.. values];
    }

    /// <summary>Writes a box under its key.</summary>
    public static void Write(Utf8JsonWriter json, Box box)
    {
        json.WriteStartArray("bbox"u8);
        json.WriteNumberValue(box.X);
        json.WriteNumberValue(box.Y);
        json.WriteNumberValue(box.Width);
        json.WriteNumberValue(box.Height);
        json.WriteEndArray();
    }

    /// <summary>Writes polygons or runs under their key.</summary>
    public static void Write(Utf8JsonWriter json, Segmentation segmentation)
    {
        if (segmentation.Runs is { } runs)
        {
            json.WriteStartObject("segmentation"u8);
            json.WriteStartArray("size"u8);
            json.WriteNumberValue(runs.Height);
            json.WriteNumberValue(runs.Width);
            json.WriteEndArray();
            if (segmentation.IsCompressed)
                json.WriteString("counts"u8, runs.ToCompressed());
            else
            {
                json.WriteStartArray("counts"u8);
                foreach (var count in runs.Counts)
                    json.WriteNumberValue(count);
                json.WriteEndArray();
            }
            json.WriteEndObject();
            return;
        }
        json.WriteStartArray("segmentation"u8);
        foreach (var polygon in segmentation.ToPolygons())
        {
            json.WriteStartArray();
            foreach (var coordinate in polygon)
                json.WriteNumberValue(coordinate);
            json.WriteEndArray();
        }
        json.WriteEndArray();
    }
}
