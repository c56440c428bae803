using System.Security.Cryptography;
using System.Text;

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
    /// <summary>Bytes to the numbers that the detectors take, one mean and deviation for all channels.</summary>
    public static Normalisation Normalisation { get; } = new((Mean, Mean, Mean), (Deviation, Deviation, Deviation));

    private const float Mean = 118f / 255, Deviation = 60f / 255;
    private const int ChosenDigits = 10_000; // the last of MNIST's training digits

    private sealed record Part(string Name, int Count, string Sha256, string CuedSha256);

    private static readonly Part[] Parts =
    [
        new("train", 5_000, "2332aaed1b28aaab4231a3adcee8cda12d8a3f3cda9d3579a86ce4d80676c4fa", "6980a87f2183df81484d4dd0c860e876a67cc2daceaacd26ccaa00435c9a67f7"),
        new("choose", 500, "6e0b9813e8042d134da0998738fd0cc46c65a762d03fa7778b117fb381253253", "8eb90fbcc4f6a80a38380287a9a55e182ac05a838dcc96804218adef17c02215"),
        new("report", 1_000, "7d817c22f9083503657cd1061304e13afd245bcc5452ca92e68d9bc9d7983acd", "0c44fdc92522d729fef5e06dbd6eaee8f1f88770a02057bbd19e93f6270bd1a2"),
    ];

    private DigitScenes(SceneSplit[] splits, bool contextCue)
    {
        (Train, Choose, Report) = (splits[0], splits[1], splits[2]);
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Concat(Parts.Select(part => HashOf(part, contextCue))))));
        Hashes = new Dictionary<string, string> { ["digit-scenes"] = Sha256, ["mnist"] = MnistSet.Sha256, ["cifar10"] = CifarSet.Sha256 };
    }

    /// <summary>5,000 scenes, of MNIST's first 50,000 training digits and CIFAR-10's first 45,000 training photographs.</summary>
    public SceneSplit Train { get; }

    /// <summary>500 scenes, of MNIST's last 10,000 training digits and CIFAR-10's last 5,000 training photographs.</summary>
    public SceneSplit Choose { get; }

    /// <summary>1,000 scenes, of the 10,000 test images of each.</summary>
    public SceneSplit Report { get; }

    /// <summary>Of the three splits' hashes, one after the other; each is of all that is in the split's scenes and of their pixels.</summary>
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
    public static bool IsHere(DataCache cache, bool contextCue = false) => Files(cache, contextCue).All(files => files.AreSound);

    /// <summary>Where its files lie or will lie.</summary>
    public static string FolderOf(DataCache cache, bool contextCue = false) => Path.Combine(cache.Folder, contextCue ? "digit-scenes-cue" : "digit-scenes");

    /// <inheritdoc cref="Load(bool, CancellationToken)"/>
    public static DigitScenes Load(DataCache cache, bool contextCue, CancellationToken cancellation)
    {
        var (folder, files) = (FolderOf(cache, contextCue), Files(cache, contextCue));
        var sources = new Lazy<(Mnist Mnist, Cifar10 Cifar)>(() => (Mnist.Load(cache, MnistSet, cancellation), Cifar10.Load(cache, CifarSet, cancellation)));
        for (var split = 0; split < files.Length; split++)
        {
            if (files[split].AreSound)
                continue;
            var (mnist, cifar) = sources.Value; // first: where they cannot be had, no folder is left
            Directory.CreateDirectory(folder);
            using var turn = FileLock.Wait(Path.Combine(folder, ".lock"), $"another process to make {folder}", cancellation);
            if (!files[split].AreSound)
                files[split].Make(Maker(mnist, cifar, split, contextCue), cancellation);
        }
        return new DigitScenes([.. files.Select(file => file.Open())], contextCue);
    }

    internal static SceneMaker Maker(Mnist mnist, Cifar10 cifar, int split, bool contextCue)
    {
        var (digits, photos) = SourcesOf(mnist, cifar, split);
        return new SceneMaker(digits, photos, split, contextCue);
    }

    /// <summary>What the scenes of a split are made of.</summary>
    internal static (LabelledImages Digits, LabelledImages Photos) SourcesOf(Mnist mnist, Cifar10 cifar, int split) => split switch
    {
        0 => (mnist.Train.Slice(0, mnist.Train.Count - ChosenDigits), cifar.Train),
        1 => (mnist.Train.Slice(mnist.Train.Count - ChosenDigits, ChosenDigits), cifar.Choose),
        _ => (mnist.Test, cifar.Report),
    };

    private static DataSet MnistSet => Catalog.Default["mnist"];

    private static DataSet CifarSet => Catalog.Default["cifar10"];

    private static string HashOf(Part part, bool contextCue) => contextCue ? part.CuedSha256 : part.Sha256;

    private static SceneFiles[] Files(DataCache cache, bool contextCue) =>
        [.. Parts.Select(part => new SceneFiles(FolderOf(cache, contextCue), part.Name, part.Count, HashOf(part, contextCue)))];
}
