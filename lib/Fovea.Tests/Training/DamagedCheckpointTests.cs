using Fovea.Training.Checkpoints;
using static TorchSharp.torch;

namespace Fovea.Tests.Training;

/// <summary>Whatever befell a file, reading it ends with tensors or with a <see cref="CheckpointException"/>.</summary>
public sealed class DamagedCheckpointTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static TheoryData<string> Formats => ["zip", "legacy", "safetensors", "written", "rich"];

    byte[] Content(string format)
    {
        switch (format)
        {
            case "zip": return HandMade.ZipOfOneTensor();
            case "legacy": return HandMade.LegacyOfOneTensor();
            case "safetensors": return HandMade.SafetensorsOfOneTensor();
            case "written":
                using (NewDisposeScope())
                    Checkpoint.WritePyTorch(folder.File("written"), new Dictionary<string, object?> { ["w"] = ones(5), ["n"] = new object?[] { 1, 2.5, "x", null } });
                return File.ReadAllBytes(folder.File("written"));
            default:
                return HandMade.Legacy(HandMade.Pickle("}(",
                    HandMade.Text("w"), "q", 0, HandMade.Tensor(HandMade.Storage(), 0, [2, 3], [3, 1]), HandMade.Text("list"), "](K", 1, "]K", 2, "a", 0x85, "e",
                    HandMade.Text("args"), "cargparse\nNamespace\n)", 0x81, "}(", HandMade.Text("lr"), "h", 0, HandMade.Text("n"), 0x8a, 2, 0, 1, "ub",
                    HandMade.Text("set"), 0x8f, "(K", 1, 0x90, HandMade.Text("counter"), "ccollections\nCounter\n}", 0x85, "R", "u"));
        }
    }

    /// <summary>False where the file was refused.</summary>
    bool Reads(ReadOnlySpan<byte> content)
    {
        using var scope = NewDisposeScope();
        try
        {
            Checkpoint.Read(folder.File("damaged", content.ToArray()));
            return true;
        }
        catch (CheckpointException)
        {
            return false;
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_file_cut_short_anywhere_is_refused(string format)
    {
        var content = Content(format);
        Assert.True(Reads(content));
        for (var length = 0; length < content.Length; length++) Assert.False(Reads(content.AsSpan(0, length)), $"{length} of {content.Length} bytes");
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_file_with_any_byte_changed_is_read_or_refused(string format)
    {
        var content = Content(format);
        for (var at = 0; at < content.Length; at++)
        {
            foreach (var change in (byte[])[1, 0x80, 0xff])
            {
                content[at] ^= change;
                Reads(content);
                content[at] ^= change;
            }
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_file_damaged_at_random_is_read_or_refused(string format)
    {
        var random = new System.Random(1);
        var content = Content(format);
        for (var round = 0; round < 300; round++)
        {
            var damaged = content.ToArray();
            for (var i = random.Next(1, 6); i > 0; i--)
            {
                var (from, to) = (random.Next(damaged.Length), random.Next(damaged.Length));
                switch (random.Next(3))
                {
                    case 0: damaged[to] = (byte)random.Next(256); break;
                    case 1: damaged[to] = damaged[from]; break;
                    default: content.AsSpan(from, Math.Min(random.Next(24), Math.Min(content.Length - from, damaged.Length - to))).CopyTo(damaged.AsSpan(to)); break;
                }
            }
            Reads(damaged);
        }
    }
}
