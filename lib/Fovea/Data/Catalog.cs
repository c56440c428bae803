using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fovea.Data;

/// <summary>A file of a data set.</summary>
/// <param name="Path">Within the set's folder, with forward slashes.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Of its content, in lower-case hexadecimal.</param>
public sealed record DataFile(string Path, long Bytes, string Sha256);

/// <summary>A data set that comes as a package from whatever registry npm is set to.</summary>
/// <param name="Name">What `lib/fovea data` calls it.</param>
/// <param name="About">What it is.</param>
/// <param name="UsedFor">What Fovea needs it for.</param>
/// <param name="Licence">Under which terms it is given.</param>
/// <param name="Origin">Who made it.</param>
/// <param name="Package">Its npm package.</param>
/// <param name="Version">Of the package.</param>
/// <param name="Bytes">Length of the package's archive.</param>
/// <param name="Sha256">Of the package's archive, in lower-case hexadecimal.</param>
/// <param name="Files">What is unpacked; the package may hold more.</param>
public sealed record DataSet(string Name, string About, string UsedFor, string Licence, string Origin,
    string Package, string Version, long Bytes, string Sha256, IReadOnlyList<DataFile> Files)
{
    /// <summary>The file that `npm pack` makes of the package.</summary>
    public string Archive => $"{Package.TrimStart('@').Replace('/', '-')}-{Version}.tgz";

    /// <summary>Length of all files together.</summary>
    public long UnpackedBytes => Files.Sum(file => file.Bytes);
}

/// <summary>The data sets that can be fetched: <c>data/catalog.json</c>.</summary>
public sealed class Catalog
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

    private sealed record Contents(IReadOnlyList<DataSet> Sets);

    private Catalog(IReadOnlyList<DataSet> sets) => Sets = sets;

    /// <summary>The workbook's.</summary>
    public static Catalog Default => Load(Path.Combine(Workbook.Root, "data", "catalog.json"));

    /// <summary>In the catalog's order.</summary>
    public IReadOnlyList<DataSet> Sets { get; }

    /// <summary>A set by its name.</summary>
    /// <exception cref="DataSetException">There is none of that name.</exception>
    public DataSet this[string name] => Sets.FirstOrDefault(set => set.Name == name)
        ?? throw new DataSetException($"no data set {name}: there are {string.Join(", ", Sets.Select(set => set.Name))}");

    /// <summary>Reads a catalog.</summary>
    /// <exception cref="DataSetException">The file is absent or is no catalog: the message names it and the key.</exception>
    public static Catalog Load(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return new Catalog(JsonSerializer.Deserialize<Contents>(file, Strict)?.Sets ?? throw new JsonException("expected an object, found null"));
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new DataSetException(e is JsonException ? $"{path} is no catalog: {e.Message}" : e.Message, e);
        }
    }
}

/// <summary>A data set cannot be had or is not what it should be: the message says what, what was expected and what was found.</summary>
public sealed class DataSetException(string message, Exception? inner = null) : IOException(message, inner);
