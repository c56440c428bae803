namespace Fovea.Tests.Launcher;

public sealed class PackageSetUpTests : IDisposable
{
    private readonly LauncherSandbox _sandbox = new();

    public PackageSetUpTests()
    {
        _sandbox.Remove("g++");
        _sandbox.Remove("npm");
    }

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public void Without_root_or_sudo_the_exact_command_is_printed()
    {
        var result = _sandbox.Run(["run"]);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("\n  apt-get update && apt-get install -y --no-install-recommends g++ npm\n", result.Error);
        Assert.Empty(_sandbox.Calls);
    }

    [Fact]
    public void Root_installs_what_is_missing_once_and_goes_on()
    {
        var first = _sandbox.Run(["run"], ("FAKE_UID", "0"));
        var second = _sandbox.Run(["run"], ("FAKE_UID", "0"));

        Assert.Equal((0, 0), (first.ExitCode, second.ExitCode));
        Assert.Equal(
            ["apt-get update", "apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=300 g++ npm"],
            _sandbox.Calls.Where(c => c.StartsWith("apt-get")));
    }

    [Fact]
    public void Sudo_installs_where_it_asks_for_no_password()
    {
        _sandbox.Write("bin/sudo", "#!/bin/bash\n[[ $1 == -n && $2 != true ]] || exit 0\nexec \"${@:2}\"", executable: true);

        Assert.Equal(0, _sandbox.Run(["run"]).ExitCode);
        Assert.Contains(_sandbox.Calls, c => c.StartsWith("apt-get install"));
    }

    [Fact]
    public void An_installation_that_fails_is_shown_and_tried_again()
    {
        var broken = _sandbox.Run(["run"], ("FAKE_UID", "0"), ("FAKE_BROKEN", "1"));
        Assert.Equal(1, broken.ExitCode);
        Assert.Contains("E: Unable to locate package g++", broken.Error);
        Assert.DoesNotContain(_sandbox.Calls, c => c.StartsWith("dotnet build"));

        Assert.Equal(0, _sandbox.Run(["run"], ("FAKE_UID", "0")).ExitCode);
    }

    [Fact]
    public void Package_lists_that_another_process_holds_are_waited_for()
    {
        _sandbox.Run(["run"], ("FAKE_UID", "0"), ("FAKE_LOCKED", "1"));

        Assert.Equal(["apt-get update", "apt-get update"], _sandbox.Calls.Where(c => c.StartsWith("apt-get update")));
    }

    [Fact]
    public void Doctor_installs_nothing()
    {
        var result = _sandbox.Run(["doctor"], ("FAKE_UID", "0"));

        Assert.Equal(0, result.ExitCode);
        Assert.DoesNotContain(_sandbox.Calls, c => c.StartsWith("apt-get"));
    }

    [Fact]
    public void The_feed_is_asked_once_and_what_it_said_is_kept()
    {
        _sandbox.Install("g++");
        _sandbox.Install("npm");

        _sandbox.Run(["run"], ("FOVEA_PACKAGES", null));
        _sandbox.Run(["run"], ("FOVEA_PACKAGES", null));

        Assert.Single(_sandbox.Calls, c => c.StartsWith("dotnet restore"));
        Assert.Contains(_sandbox.Calls, c => c.StartsWith("dotnet build") && c.Contains("-p:Packages=standin"));
        Assert.Equal(["standin", "error NU1101: Unable to find package TorchSharp-cpu."],
            File.ReadAllLines(_sandbox.In("top/lib/bin/package-mode")));
    }

    [Fact]
    public void With_the_packages_from_the_feed_neither_libtorch_nor_a_compiler_is_needed()
    {
        _sandbox.Install("npm");

        var result = _sandbox.Run(["run"], ("FOVEA_PACKAGES", null), ("FAKE_FEED", "1"), ("LIBTORCH", null));

        Assert.Equal(0, result.ExitCode);
        Assert.Contains(_sandbox.Calls, c => c.StartsWith("dotnet build") && c.Contains("-p:Packages=nuget"));
    }

    [Fact]
    public void A_mode_that_does_not_exist_is_refused()
    {
        var result = _sandbox.Run(["run"], ("FOVEA_PACKAGES", "conda"));

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("FOVEA_PACKAGES=conda: expected nuget or standin", result.Error);
    }
}
