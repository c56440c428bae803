using System.Globalization;
using Fovea.Benchmarks;
using Fovea.Detection;
using Fovea.Tests.Training;

namespace Fovea.Tests.Benchmarks;

/// <summary>What the benchmark evaluates and compares, not how fast it is. A module of pycocotools' name plays the other side.</summary>
public sealed class EvaluationBenchmarkTests : IDisposable
{
    private const int Images = 20;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_generated_detections_find_something_and_miss_something()
    {
        var (truth, found) = GeneratedDetections.Make(Images);
        Assert.Equal((Images, 100 * Images), (truth.Images.Count, found.Count));
        Assert.All(found.CountBy(one => one.ImageId), count => Assert.Equal(100, count.Value));
        Assert.InRange(CocoEvaluator.Evaluate(truth, found).Figures.AP, .05, .9);
    }

    [Fact]
    public void Without_pycocotools_the_other_side_is_left_out()
    {
        Assert.EndsWith("  /nowhere/python3 has no pycocotools: nothing to compare with\n", Run("/nowhere/python3"));
        var python = Playing("raise ImportError");
        Assert.EndsWith($"  {python} has no pycocotools: nothing to compare with\n", Run(python));
    }

    [Fact]
    public void Both_sides_are_measured_where_they_agree()
    {
        var (truth, found) = GeneratedDetections.Make(Images);
        var python = Playing($"AP = {CocoEvaluator.Evaluate(truth, found).Figures.AP.ToString("R", CultureInfo.InvariantCulture)}");
        Assert.Matches($@"20 images, {truth.Annotations.Count} objects, 2000 detections\n[^~]*\n  Fovea, 1 thread +[^~]* MB\n  pycocotools +[0-9.]+ s +[0-9.]+ s +\d+ MB\n$", Run(python));
    }

    [Fact]
    public void Another_result_there_is_an_error() =>
        Assert.Contains("in Python", Assert.Throws<InvalidOperationException>(() => Run(Playing("AP = 0.99"))).Message);

    [Fact]
    public void What_Python_says_as_it_fails_is_shown() =>
        Assert.Contains("ZeroDivisionError", Assert.Throws<InvalidOperationException>(() => Run(Playing("1 / 0"))).Message);

    private static string Run(string python)
    {
        var output = new StringWriter();
        EvaluationBenchmark.Run(Images, python, output, TextWriter.Null, TestContext.Current.CancellationToken);
        return output.ToString();
    }

    /// <summary>A Python whose pycocotools reads both files and takes the average precision from a line of its own.</summary>
    private string Playing(string line)
    {
        Assert.SkipUnless(File.Exists(Python.Interpreter), $"needs Python: {Python.Interpreter}");
        Directory.CreateDirectory(folder.File("pycocotools"));
        File.WriteAllText(folder.File("pycocotools/__init__.py"), line);
        File.WriteAllText(folder.File("pycocotools/coco.py"), """
            import json
            class COCO:
                def __init__(self, path):
                    assert len(json.load(open(path))["images"]) == 20
                def loadRes(self, path):
                    return json.load(open(path))
            """);
        File.WriteAllText(folder.File("pycocotools/cocoeval.py"), """
            import pycocotools
            class COCOeval:
                def __init__(self, truth, found, kind):
                    assert kind == "bbox" and len(found) == 2000
                def evaluate(self): pass
                def accumulate(self): pass
                def summarize(self):
                    self.stats = [pycocotools.AP]
            """);
        var interpreter = folder.File("python3");
        File.WriteAllText(interpreter, $"#!/bin/sh\nPYTHONPATH={folder.Path} exec {Python.Interpreter} \"$@\"\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(interpreter, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return interpreter;
    }
}
