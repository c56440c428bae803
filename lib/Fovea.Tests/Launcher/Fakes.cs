namespace Fovea.Tests.Launcher;

/// <summary>Stand-ins for the tools that the launcher calls; FAKE_* variables decide how they behave.</summary>
internal static class Fakes
{
    /// <summary>Notes its call, then does what that call would leave behind.</summary>
    public const string Dotnet = """
        #!/bin/bash
        echo "dotnet $*" >>"$CALLS"
        case $1 in
          restore)
            [[ -n ${FAKE_FEED-} ]] || { echo "Fovea.csproj : error NU1101: Unable to find package TorchSharp-cpu." && exit 1; } ;;
          build)
            [[ -z ${FAKE_BROKEN-} ]] || { echo "Program.cs(1,2): error CS1002: ; expected" && exit 1; }
            mkdir -p bin/Fovea{,.Host,.Runner} && : >bin/Fovea.Runner/Fovea.Runner.dll ;;
          exec)
            [[ $2 == *Tests.dll ]] || { printf '<%s>' "${@:2}" "$FOVEA_TORCH" && exit; }
            [[ -z ${FAKE_COUNTS-} ]] || echo "<Counters total=\"9\" $FAKE_COUNTS />" >"$4"
            exit ${FAKE_EXIT-0} ;;
        esac
        """;

    /// <summary>Compiles by writing a line; where FAKE_BROKEN is set, it stops in the middle of that.</summary>
    public const string Compiler = """
        #!/bin/bash
        [[ $1 != -dumpfullversion ]] || { echo 12.2.0 && exit; }
        echo "g++ $*" >>"$CALLS"
        while [[ $1 != -o ]]; do shift; done
        echo "a shim" >"$2"
        [[ -z ${FAKE_BROKEN-} ]] || { echo "fovea_torch.cpp:7:1: error: expected ';'" && exit 1; }
        """;

    /// <summary>
    /// Installs what is a command; cannot find anything where FAKE_BROKEN is set, and finds the lists locked at first
    /// where FAKE_LOCKED is.
    /// </summary>
    public const string AptGet = """
        #!/bin/bash
        echo "apt-get $*" >>"$CALLS"
        if [[ $1 == update ]]; then
          [[ -n ${FAKE_LOCKED-} && $(grep -c update "$CALLS") == 1 ]] || exit 0
          echo "E: Could not get lock /var/lib/apt/lists/lock. It is held by process 7 (apt)" && exit 100
        fi
        [[ -z ${FAKE_BROKEN-} ]] || { echo "E: Unable to locate package g++" && exit 100; }
        for package; do
          [[ $package != g++ ]] || printf '#!/bin/bash\n[[ $1 != -dumpfullversion ]] || exit 0\nwhile [[ $1 != -o ]]; do shift; done\n: >"$2"\n' >"$FAKE_BIN/g++"
          [[ $package != npm ]] || printf '#!/bin/bash\nmkdir -p "$2/node_modules"' >"$FAKE_BIN/npm"
        done
        chmod +x "$FAKE_BIN"/{g++,npm}
        """;

    /// <summary>Fetches nothing into a new folder; without a network where FAKE_OFFLINE is set.</summary>
    public const string Npm = """
        #!/bin/bash
        echo "npm $*" >>"$CALLS"
        [[ -z ${FAKE_OFFLINE-} ]] || { echo "npm ERR! network" && exit 1; }
        mkdir -p "$2/node_modules"
        """;
}
