using System.Runtime.InteropServices;

namespace Fovea.Host;

/// <summary>
/// The processes that a notebook starts form one group, led by this process: a terminal's Ctrl-C reaches the runner
/// alone, which ends the group as a whole.
/// </summary>
internal static class ProcessGroup
{
    private const int Kill9 = 9;

    public static void Lead() => _ = setpgid(0, 0);

    /// <summary>Ends this process and every other of its group.</summary>
    public static void Kill() => _ = kill(0, Kill9);

    [DllImport("libc")]
    private static extern int setpgid(int pid, int group);

    [DllImport("libc")]
    private static extern int kill(int pid, int signal);
}
