using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Fovea.Data;

/// <summary>The archive of a package, as npm packs it: a gzipped tar file whose entries begin with a folder's name.</summary>
internal sealed class PackageArchive(string path, DataSet set)
{
    private const int BufferSize = 1 << 20;

    /// <exception cref="DataSetException">It is not the catalog's archive: the message names it, the expected and the found hash.</exception>
    public void Verify(CancellationToken cancellation)
    {
        using var file = File.OpenRead(path);
        var found = Copy(file, Stream.Null, _ => { }, cancellation);
        if (found != set.Sha256)
            throw new DataSetException(
                $"{path} is not {set.Name} of the catalog: SHA-256 expected {set.Sha256}, found {found} ({file.Length} bytes, expected {set.Bytes})");
    }

    /// <summary>Unpacks the files that the catalog lists, and no others.</summary>
    /// <param name="folder">Is made.</param>
    /// <param name="written">Told how many bytes are written, now and then.</param>
    /// <param name="cancellation">Leaves the folder as it is then.</param>
    /// <exception cref="DataSetException">A file is missing or not the catalog's: the message names it, the expected and the found hash.</exception>
    public void Unpack(string folder, Action<long> written, CancellationToken cancellation)
    {
        var wanted = set.Files.ToDictionary(file => file.Path);
        long total = 0;
        Directory.CreateDirectory(folder);
        using var tar = new TarReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        while (tar.GetNextEntry() is { } entry)
        {
            var name = entry.Name[(entry.Name.IndexOf('/') + 1)..];
            if (entry.DataStream is null || !wanted.Remove(name, out var file))
                continue;
            var target = Path.Combine(folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            using var output = File.Create(target);
            var found = Copy(entry.DataStream, output, bytes => written(total + bytes), cancellation);
            if (found != file.Sha256)
                throw new DataSetException(
                    $"{name} of {path} is not {set.Name}'s: SHA-256 expected {file.Sha256}, found {found} ({output.Length} bytes, expected {file.Bytes})");
            total += output.Length;
        }
        if (wanted.Count > 0)
            throw new DataSetException($"{path} lacks {string.Join(", ", wanted.Keys)} of {set.Name}");
    }

    /// <returns>The SHA-256 of what was copied, in lower-case hexadecimal.</returns>
    private static string Copy(Stream from, Stream to, Action<long> copied, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[BufferSize];
        long total = 0;
        for (int read; (read = from.Read(buffer)) > 0;)
        {
            cancellation.ThrowIfCancellationRequested();
            hash.AppendData(buffer, 0, read);
            to.Write(buffer, 0, read);
            copied(total += read);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
