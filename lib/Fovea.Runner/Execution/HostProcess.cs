using System.ComponentModel;
using System.Diagnostics;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Text.Json;
using Fovea.Hosting;

namespace Fovea.Runner.Execution;

/// <summary>The child process that runs one notebook.</summary>
internal sealed class HostProcess : IDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ExitLimit = TimeSpan.FromSeconds(5);

    private readonly string pipeName = "fovea-" + Guid.NewGuid().ToString("n")[..12];
    private readonly NamedPipeServerStream pipe;
    private readonly Process process;
    private readonly Timer memorySampler;
    private StreamReader? events;

    /// <exception cref="IOException">The program is not there or cannot be started.</exception>
    public HostProcess(string workingDirectory, IReadOnlyDictionary<string, string> parameters)
    {
        pipe = new NamedPipeServerStream(pipeName, PipeDirection.InOut, 1, PipeTransmissionMode.Byte, PipeOptions.Asynchronous);
        var program = Program();
        var start = new ProcessStartInfo(program, [pipeName])
        {
            WorkingDirectory = workingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        start.Environment[Convention.ParametersVariable] = JsonSerializer.Serialize(parameters);
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            pipe.Dispose();
            throw new IOException($"{program} cannot be started: {e.Message}", e);
        }
        process.StandardInput.Close();
        StandardOutput = new NativeOutput(process.StandardOutput.BaseStream, pipeName);
        StandardError = new NativeOutput(process.StandardError.BaseStream, pipeName);
        memorySampler = new Timer(_ => SamplePeakMemory(), null, 0, 250);
    }

    public NativeOutput StandardOutput { get; }

    public NativeOutput StandardError { get; }

    /// <summary>Largest resident memory seen so far.</summary>
    public long PeakMemoryBytes { get; private set; }

    /// <summary>Hands the plan over.</summary>
    /// <returns>False where the process ended, or did not answer in time.</returns>
    public async Task<bool> SendAsync(Plan plan)
    {
        using var limit = new CancellationTokenSource(StartLimit);
        var exited = process.WaitForExitAsync(limit.Token);
        var connected = pipe.WaitForConnectionAsync(limit.Token);
        if (await Task.WhenAny(connected, exited) != connected || !connected.IsCompletedSuccessfully)
            return false;
        events = new StreamReader(pipe);
        await JsonSerializer.SerializeAsync(pipe, plan, ProtocolJson.Lines.Plan);
        await pipe.WriteAsync("\n"u8.ToArray());
        return true;
    }

    /// <summary>The next event, or null once the process has ended.</summary>
    public async Task<HostEvent?> ReadAsync()
    {
        try
        {
            return events is not null && await events.ReadLineAsync() is { Length: > 0 } line ? JsonSerializer.Deserialize(line, ProtocolJson.Lines.HostEvent) : null;
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            return null; // the process was ended while it wrote
        }
    }

    /// <summary>What the process has written to its real stderr, where nobody else reads that.</summary>
    public async Task<string> ErrorTextAsync()
    {
        var text = new System.Text.StringBuilder();
        await ExitAsync();
        await StandardError.ReadAsync(part => text.Append(part));
        return text.ToString().Trim();
    }

    /// <summary>Waits a little for the process to end by itself, then ends it.</summary>
    /// <returns>The exit code; 128 and the number of the signal, where one ended it.</returns>
    public async Task<int> ExitAsync()
    {
        using var limit = new CancellationTokenSource(ExitLimit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }
        return process.ExitCode;
    }

    /// <summary>Ends the process and all that it started.</summary>
    public void Kill()
    {
        SamplePeakMemory();
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or AggregateException or Win32Exception)
        {
            // it ended at the same moment
        }
        _ = kill(-process.Id, SIGKILL); // children that have lost their parent are still in its group
    }

    public void Dispose()
    {
        memorySampler.Dispose();
        if (!process.HasExited)
            Kill();
        pipe.Dispose();
        process.Dispose();
    }

    private static string Program()
    {
        var path = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "Fovea.Host", "Fovea.Host"));
        return File.Exists(path) ? path : throw new IOException($"the program that runs notebooks is not built: expected {path}");
    }

    private void SamplePeakMemory()
    {
        try
        {
            foreach (var line in File.ReadLines($"/proc/{process.Id}/status"))
                if (line.StartsWith("VmHWM:", StringComparison.Ordinal))
                    PeakMemoryBytes = Math.Max(PeakMemoryBytes, long.Parse(line.AsSpan(6, line.Length - 9)) * 1024);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            // it has ended
        }
    }

    private const int SIGKILL = 9;

    [DllImport("libc")]
    private static extern int kill(int pid, int signal);
}
