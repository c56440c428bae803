using System.Security.Cryptography;

namespace Fovea.Data.Scenes;

/// <summary>
/// Digit Scenes: handwritten digits of three sizes over photographs, among fragments of strokes, 128 x 128 pixels, to detect.
/// Made from MNIST and CIFAR-10, the same on every machine to the last bit. <c>data/digit-scenes.md</c> says what it can show
/// and what it cannot.
/// </summary>
/// <remarks>
/// No digit and no photograph is in two splits. Parameters are trained on <see cref="Train"/>, settings are chosen on
/// <see cref="Choose"/>, numbers come from <see cref="Report"/>.
/// </remarks>
public sealed class DigitScenes
{
    private const int ChosenDigits = 10_000; // the last of MNIST's training digits

    private static readonly (string Name, int Count)[] Splits = [("train", 5_000), ("choose", 500), ("report", 1_000)];

    private DigitScenes(SceneSplit[] splits, string sha256, Sources sources)
    {
        (Train, Choose, Report, Sha256) = (splits[0], splits[1], splits[2], sha256);
        Hashes = new Dictionary<string, string> { ["digit-scenes"] = sha256, ["mnist"] = sources.Mnist.Sha256, ["cifar10"] = sources.Cifar.Sha256 };
    }

    /// <summary>5,000 scenes, of MNIST's first 50,000 training digits and CIFAR-10's first 45,000 training photographs.</summary>
    public SceneSplit Train { get; }

    /// <summary>500 scenes, of MNIST's last 10,000 training digits and CIFAR-10's last 5,000 training photographs.</summary>
    public SceneSplit Choose { get; }

    /// <summary>1,000 scenes, of the 10,000 test images of each.</summary>
    public SceneSplit Report { get; }

    /// <summary>Of all scenes and their pixels.</summary>
    public string Sha256 { get; }

    /// <summary>SHA-256 of the set and of its two sources, for a run's record.</summary>
    public IReadOnlyDictionary<string, string> Hashes { get; }

    /// <summary>
    /// Opens the set. The first call on a machine makes it, in some ten seconds on two cores; later ones map it and check its hash.
    /// </summary>
    /// <param name="contextCue">
    /// Whether the background's hue tells the class of the digits, one for all digits of a scene: another set, for trends about
    /// context alone. Results on it say so.
    /// </param>
    /// <param name="cancellation">Ends the making.</param>
    /// <exception cref="DataSetException">MNIST or CIFAR-10 cannot be had, or what was made is not the set that everyone else has.</exception>
    public static DigitScenes Load(bool contextCue = false, CancellationToken cancellation = default) =>
        Load(DataCache.Default, contextCue, cancellation);

    /// <summary>Whether the set has been made here.</summary>
    internal static bool IsHere(DataCache cache, bool contextCue = false) => HashOf(Files(FolderOf(cache, contextCue))) == Expected(contextCue);

    internal static string FolderOf(DataCache cache, bool contextCue) => Path.Combine(cache.Folder, contextCue ? "digit-scenes-cue" : "digit-scenes");

    internal static DigitScenes Load(DataCache cache, bool contextCue, CancellationToken cancellation)
    {
        var sources = new Sources(Mnist.Load(cache, Catalog.Default["mnist"], cancellation), Cifar10.Load(cache, Catalog.Default["cifar10"], cancellation));
        var folder = FolderOf(cache, contextCue);
        var files = Files(folder);
        if (HashOf(files) != Expected(contextCue))
        {
            Directory.CreateDirectory(folder);
            using var turn = FileLock.Wait(Path.Combine(folder, ".lock"), $"another process to make {folder}", cancellation);
            if (HashOf(files) != Expected(contextCue))
                Make(files, sources, contextCue, cancellation);
        }
        return new DigitScenes([.. files.Select(file => file.Open())], Expected(contextCue), sources);
    }

    internal static SceneMaker Maker(Mnist mnist, Cifar10 cifar, int split, bool contextCue)
    {
        var (digits, photos) = split switch
        {
            0 => (mnist.Train.Slice(0, mnist.Train.Count - ChosenDigits), cifar.Train),
            1 => (mnist.Train.Slice(mnist.Train.Count - ChosenDigits, ChosenDigits), cifar.Choose),
            _ => (mnist.Test, cifar.Report),
        };
        return new SceneMaker(digits, photos, split, contextCue);
    }

    private sealed record Sources(Mnist Mnist, Cifar10 Cifar);

    private static string Expected(bool contextCue) => contextCue
        ? "d6508ac955f8972313dbaa2a33854cac9cadfe145f5c3631dadad9ff54332c4d"
        : "ef86b7084b2b105d0a258f24b010facb6eff9c1fd6d07894132f4a3856be17d3";

    private static SceneFiles[] Files(string folder) => [.. Splits.Select(split => new SceneFiles(folder, split.Name, split.Count))];

    private static void Make(SceneFiles[] files, Sources sources, bool contextCue, CancellationToken cancellation)
    {
        for (var split = 0; split < files.Length; split++)
            files[split].Make(Maker(sources.Mnist, sources.Cifar, split, contextCue), cancellation);
        if (HashOf(files) is var found && found != Expected(contextCue))
            throw new DataSetException(
                $"Digit Scenes as made here has SHA-256 {found}; expected {Expected(contextCue)}. It is made of whole numbers, so the code or its sources have changed.");
    }

    /// <returns>Null where a file is missing.</returns>
    private static string? HashOf(SceneFiles[] files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        return files.All(file => file.AppendTo(hash)) ? Convert.ToHexStringLower(hash.GetHashAndReset()) : null;
    }
}
