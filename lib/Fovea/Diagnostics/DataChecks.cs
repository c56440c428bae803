using Fovea.Data;

namespace Fovea.Diagnostics;

/// <summary>The checks of what reads images and of the data sets.</summary>
internal static class DataChecks
{
    public static Check Codec(string name)
    {
        try
        {
            Jpeg.Decode(Jpeg.Encode(new Image(8, 8, 3, new byte[8 * 8 * 3])));
            var library = MappedFiles.Read().FirstOrDefault(file => Path.GetFileName(file).StartsWith("libturbojpeg."));
            return new Check(name, CheckStatus.Ok, library ?? TurboJpeg.Library);
        }
        catch (DllNotFoundException)
        {
            return new Check(name, CheckStatus.Fail, $"no {TurboJpeg.Library}, which reads JPEG images", $"apt-get install {TurboJpeg.Package}");
        }
    }

    /// <summary>A set still to fetch is no fault: a notebook fetches what it reads.</summary>
    public static Check Sets(string name)
    {
        var sets = Catalog.Default.Sets.ToLookup(DataCache.Default.Has);
        string[] parts =
        [
            .. sets[true].Any() ? [$"{string.Join(", ", sets[true].Select(set => set.Name))} in {DataCache.Default.Folder}"] : (string[])[],
            .. sets[false].Select(set => $"{set.Name} ({set.Bytes / 1e6:F0} MB) comes with its first use, or with lib/fovea data {set.Name}"),
        ];
        return new Check(name, CheckStatus.Ok, string.Join("; ", parts));
    }
}
