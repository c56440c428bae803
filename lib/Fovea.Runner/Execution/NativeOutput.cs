using System.Text;
using Fovea.Hosting;

namespace Fovea.Runner.Execution;

/// <summary>
/// What the child process writes to its real stdout or stderr: text of native code, of processes that cells start, of
/// the runtime itself. It comes apart from the events, so its order among a cell's other outputs is the order of
/// arrival; a mark that the child writes after each cell keeps the cells apart.
/// </summary>
internal sealed class NativeOutput(Stream stream, string token)
{
    private static readonly TimeSpan MarkLimit = TimeSpan.FromSeconds(2);
    private readonly byte[] mark = Convention.EndOfCell(token, 0)[..^2];
    private readonly Decoder decoder = Encoding.UTF8.GetDecoder();
    private readonly SemaphoreSlim marks = new(0);

    /// <summary>Reads to the end.</summary>
    public async Task ReadAsync(Action<string> onText)
    {
        var buffer = new byte[1 << 16];
        var kept = 0;
        int read;
        while ((read = await stream.ReadAsync(buffer.AsMemory(kept))) > 0)
            kept = Consume(buffer, kept + read, onText);
        Emit(buffer.AsSpan(0, kept), onText);
    }

    /// <summary>Waits until all that was written before the next mark has been read; not long, for a cell may close the stream.</summary>
    public Task CellEndedAsync() => marks.WaitAsync(MarkLimit);

    // Emits the text before each mark, moves what may be the start of a mark to the front and returns its length.
    private int Consume(byte[] buffer, int length, Action<string> onText)
    {
        var rest = buffer.AsSpan(0, length);
        while (rest.IndexOf(mark) is var start and >= 0 && rest[start..].IndexOf((byte)'\n') is var end and >= 0)
        {
            Emit(rest[..start], onText);
            marks.Release();
            rest = rest[(start + end + 1)..];
        }
        var candidate = rest.LastIndexOf(mark[0]);
        var partial = candidate >= 0 && rest.Length - candidate < mark.Length + 12 ? rest.Length - candidate : 0;
        Emit(rest[..^partial], onText);
        rest[^partial..].CopyTo(buffer);
        return partial;
    }

    private void Emit(ReadOnlySpan<byte> bytes, Action<string> onText)
    {
        var text = new char[decoder.GetCharCount(bytes, flush: false)];
        decoder.GetChars(bytes, text, flush: false);
        if (text.Length > 0)
            onText(new string(text));
    }
}
