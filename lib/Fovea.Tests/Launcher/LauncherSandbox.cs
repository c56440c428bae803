using System.Diagnostics;

namespace Fovea.Tests.Launcher;

/// <summary>
/// A copy of the launcher in a folder with a space in its name, a made-up libtorch, and a PATH with nothing on it but
/// basic tools and stand-ins for those that change a machine. Each stand-in notes how it was called.
/// </summary>
internal sealed class LauncherSandbox : IDisposable
{
    private const string BasicTools =
        "awk bash cat chmod cmp cp dirname env find flock grep head ln ls mkdir mktemp mv readlink realpath rm sed sha256sum sort tail tar tr uname xargs";

    private readonly string _folder = Directory.CreateTempSubdirectory("fovea launcher ").FullName;

    public LauncherSandbox()
    {
        var source = Path.Combine(Shared.Repository.FullName, "lib");
        Write("top/lib/Directory.Build.props", File.ReadAllText(Path.Combine(source, "Directory.Build.props")));
        foreach (var file in new[] { "README.md", "LICENSE", "global.json" })
            Write($"top/{file}", "");
        Write("top/.editorconfig", "");
        Write("top/lib/standins/TorchSharp/native/fovea_torch.cpp", "// compiled by nobody");
        Write("top/lib/Fovea/Program.cs", "// built by nobody");
        Write("top/lib/package-lock.json", "{}");
        Write("top/lib/fovea.dib", "");
        Write("top/lib/fovea", File.ReadAllText(Path.Combine(source, "fovea")), executable: true);
        foreach (var part in Directory.GetFiles(Path.Combine(source, "launcher")))
            Write($"top/lib/launcher/{Path.GetFileName(part)}", File.ReadAllText(part));

        Write("libtorch/lib/libtorch_cpu.so", "");
        Write("libtorch/lib/libc10.so", "_ZN3c105ErrorC1ENSt7__cxx1112basic_string");
        Write("libtorch/include/torch/csrc/api/include/torch/version.h", "#define TORCH_VERSION \\\n  \"2.9.1\"\n");

        foreach (var tool in BasicTools.Split(' '))
            File.CreateSymbolicLink(In($"bin/{tool}", create: true), $"/usr/bin/{tool}");
        foreach (var part in new[] { "sdk/10.0.100", "host", "shared/Microsoft.NETCore.App/10.0.1", "shared/Microsoft.AspNetCore.App/10.0.1" })
            Directory.CreateDirectory(In($"dotnet/{part}"));
        Write("dotnet/LICENSE.txt", "");
        Write("dotnet/dotnet", Fakes.Dotnet, executable: true);
        File.CreateSymbolicLink(In("bin/dotnet"), In("dotnet/dotnet"));
        Write("bin/id", "#!/bin/bash\necho ${FAKE_UID-1000}", executable: true);
        Write("bin/sudo", "#!/bin/bash\nexit 1", executable: true);
        Write("bin/sleep", "#!/bin/bash", executable: true);
        Write("bin/apt-get", Fakes.AptGet, executable: true);
        foreach (var tool in new[] { "g++", "npm", "chromium" })
            Install(tool);
    }

    public string LibTorch => In("libtorch");

    /// <summary>Calls of the stand-ins that change a machine, in order; a call is the tool and its arguments.</summary>
    public IReadOnlyList<string> Calls => File.Exists(In("calls")) ? File.ReadAllLines(In("calls")) : [];

    public void Install(string tool) =>
        Write($"bin/{tool}", tool switch { "g++" => Fakes.Compiler, "npm" => Fakes.Npm, _ => "#!/bin/bash" }, executable: true);

    public void Remove(string tool) => File.Delete(In($"bin/{tool}"));

    public void Write(string path, string text, bool executable = false)
    {
        File.WriteAllText(In(path, create: true), text);
        if (executable && !OperatingSystem.IsWindows())
            File.SetUnixFileMode(In(path), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public string In(string path, bool create = false)
    {
        var full = Path.Combine(_folder, path);
        if (create)
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        return full;
    }

    /// <summary>Runs the launcher from an unrelated folder.</summary>
    /// <param name="environment">Variables to set over the defaults; null takes one away.</param>
    public LauncherResult Run(string[] arguments, params (string Name, string? Value)[] environment) =>
        RunFile(In("top/lib/fovea"), arguments, environment);

    public LauncherResult RunFile(string launcher, string[] arguments, params (string Name, string? Value)[] environment)
    {
        var start = new ProcessStartInfo("/bin/bash", [launcher, .. arguments])
        {
            WorkingDirectory = Path.GetTempPath(),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        (string Name, string? Value)[] defaults =
            [("PATH", In("bin")), ("CALLS", In("calls")), ("FAKE_BIN", In("bin")), ("FOVEA_PACKAGES", "standin"), ("LIBTORCH", LibTorch)];
        foreach (var (name, value) in defaults.Concat(environment))
            start.Environment[name] = value;

        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new LauncherResult(process.ExitCode, output, error.Result);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}

internal sealed record LauncherResult(int ExitCode, string Output, string Error);
