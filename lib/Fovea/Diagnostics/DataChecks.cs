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

    public static Check Sets(string name)
    {
        var absent = Catalog.Default.Sets.Where(set => !DataCache.Default.Has(set)).ToArray();
        var here = Catalog.Default.Sets.Except(absent).Select(set => set.Name).ToArray();
        var finding = here.Length == 0 ? "" : $"{string.Join(", ", here)} in {DataCache.Default.Folder}";
        if (absent.Length == 0)
            return new Check(name, CheckStatus.Ok, finding);
        var missing = string.Join(", ", absent.Select(set => $"{set.Name} ({set.Bytes / 1e6:F0} MB)")) + " still to fetch";
        return new Check(name, CheckStatus.Warn, finding == "" ? missing : $"{finding}; {missing}",
            $"lib/fovea data {string.Join(' ', absent.Select(set => set.Name))}, or leave it to the notebooks");
    }
}
