using System.Text;
using Fovea.Hosting;

namespace Fovea.Host;

/// <summary>Sends what managed code writes to a console stream to the runner, call by call.</summary>
internal sealed class ConsoleCapture(EventPipe pipe, string name) : TextWriter
{
    private const int ChunkLength = 1 << 15;
    private char? highSurrogate;

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => Write([value]);

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(string? value) => Write(value.AsSpan());

    public override void WriteLine(string? value) => Write(value + "\n");

    // A pair may come in two calls, and must not be cut in two: JSON has no half characters.
    public override void Write(ReadOnlySpan<char> buffer)
    {
        if (highSurrogate is { } high)
        {
            highSurrogate = null;
            buffer = string.Concat([high], buffer);
        }
        if (buffer.Length > 0 && char.IsHighSurrogate(buffer[^1]))
        {
            highSurrogate = buffer[^1];
            buffer = buffer[..^1];
        }
        while (buffer.Length > 0)
        {
            var length = Math.Min(buffer.Length, ChunkLength);
            if (length < buffer.Length && char.IsHighSurrogate(buffer[length - 1]))
                length--;
            pipe.Send(new HostEvent(EventKind.Stream) { Name = name, Text = buffer[..length].ToString() });
            buffer = buffer[length..];
        }
    }
}
