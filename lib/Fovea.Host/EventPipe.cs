using System.IO.Pipes;
using System.Text.Json;
using Fovea.Hosting;

namespace Fovea.Host;

/// <summary>The connection to the runner. Events are written through, so that a crash loses none.</summary>
internal sealed class EventPipe
{
    private readonly NamedPipeClientStream stream;
    private readonly Lock gate = new();

    public EventPipe(string name)
    {
        stream = new NamedPipeClientStream(".", name, PipeDirection.InOut);
        stream.Connect(TimeSpan.FromSeconds(10));
    }

    /// <summary>Reads the plan, then watches for the end of the runner, whose end is also this process's.</summary>
    public Plan ReadPlan()
    {
        var reader = new StreamReader(stream);
        var plan = JsonSerializer.Deserialize(reader.ReadLine()!, ProtocolJson.Lines.Plan)!;
        new Thread(() => EndWith(reader)) { IsBackground = true }.Start();
        return plan;
    }

    public void Send(HostEvent happened)
    {
        var line = JsonSerializer.SerializeToUtf8Bytes(happened, ProtocolJson.Lines.HostEvent);
        Array.Resize(ref line, line.Length + 1);
        line[^1] = (byte)'\n';
        lock (gate)
            stream.Write(line);
    }

    private static void EndWith(StreamReader runner)
    {
        try
        {
            while (runner.Read() >= 0) { }
        }
        catch (IOException)
        {
            // as good as its end
        }
        ProcessGroup.Kill();
    }
}
