using Fovea.Data;
using Fovea.Data.Coco;
using Fovea.Data.Scenes;
using Fovea.Detection;
using Fovea.Detection.Queries;
using Fovea.Display;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Papers.PnpDetr;

/// <summary>Segments of Digit Scenes from what a <see cref="PanopticDetector"/> says.</summary>
/// <remarks>
/// A query's mask is what the dense head calls a digit within the query's box: the least that makes masks of boxes, without a mask of its
/// own to learn. Where boxes meet, the surer query goes first, and a query that has lost more than half of its pixels by then finds
/// nothing (Kirillov et al. 2019, Section 5). All other pixels are the photograph, of which a scene has one: its class is the one that
/// the locations say together.
/// </remarks>
public static class PanopticScenes
{
    /// <summary>How sure a query is to be at least; chosen on the choose split.</summary>
    public const double LeastScore = .3;

    private const int Photograph = 1; // the number of its segment
    private const double LeastLeft = .5;
    private const int EvaluatedAtOnce = 50;

    /// <summary>Panoptic quality of a model on a split.</summary>
    /// <param name="model">In evaluation mode afterwards.</param>
    /// <param name="split">What to find segments in.</param>
    /// <param name="count">How many of its scenes, the first; all where null.</param>
    /// <param name="device">Where the model is; the CPU where null.</param>
    /// <param name="show">Is given the progress when it begins.</param>
    public static PanopticQuality Evaluate(PanopticDetector model, SceneSplit split, int? count = null, Device? device = null, Action<Progress>? show = null)
    {
        using var _ = no_grad();
        model.eval();
        var batches = new FeatureBatches(split, EvaluatedAtOnce, count: count);
        var progress = new Progress("find segments", batches.Steps);
        show?.Invoke(progress);
        var quality = new PanopticQuality(split.Panoptic.Categories);
        foreach (var batch in batches.Epoch())
        {
            using var made = batch;
            using var scope = NewDisposeScope();
            var found = Segments(PanopticOutput.Read(model.call(batch.Images.to(device ?? CPU)).cpu(), model.Options));
            foreach (var (index, map) in batch.Indices.Zip(found))
                quality.Add(Truth(split, index), map);
            progress.Report(batch.Step + 1);
        }
        return quality;
    }

    /// <summary>What is annotated in a scene.</summary>
    public static PanopticMap Truth(SceneSplit split, int index) => new(split.SegmentsOf(index), split.Panoptic.AnnotationOf(index).Segments);

    /// <summary>The segments of each scene of a batch: 1 the photograph, from 2 on digits, the surest first.</summary>
    /// <param name="output">On the CPU.</param>
    public static IReadOnlyList<PanopticMap> Segments(PanopticOutput output)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var last = QueryObjective.Read(output.Queries[-1]);
        var (score, label) = last.Logits.sigmoid().max(-1);                                 // [B, Q]
        var (scores, labels) = (score.contiguous().data<float>().ToArray(), label.contiguous().data<long>().ToArray());
        var boxes = last.Boxes.contiguous().data<float>().ToArray();
        var strokes = output.Strokes.gt(0).contiguous().data<bool>().ToArray();
        var photos = output.Photos.log_softmax(1).flatten(2).mean([2]).argmax(1).data<long>().ToArray();                   // [B]
        var (maps, queries) = (new PanopticMap[photos.Length], (int)score.shape[1]);
        for (var i = 0; i < maps.Length; i++)
        {
            var kept = Enumerable.Range(i * queries, queries).Where(query => scores[query] >= LeastScore).OrderByDescending(query => scores[query]);
            maps[i] = Drawn(
                [.. kept.Select(query => ((int)labels[query], InPixels(boxes.AsSpan(4 * query, 4))))],
                strokes.AsSpan(i * Scene.Side * Scene.Side, Scene.Side * Scene.Side),
                Mnist.Classes.Count + (int)photos[i]);
        }
        return maps;
    }

    private static PanopticMap Drawn(IReadOnlyList<(int Digit, Box Box)> found, ReadOnlySpan<bool> strokes, int photo)
    {
        var pixels = new int[Scene.Side, Scene.Side];
        List<int> categories = [photo];
        foreach (var (digit, box) in found)
        {
            var (all, own) = (0, new List<(int Y, int X)>());
            for (var y = First(box.Y); y < First(box.Bottom); y++)
                for (var x = First(box.X); x < First(box.Right); x++)
                    if (strokes[y * Scene.Side + x])
                    {
                        all++;
                        if (pixels[y, x] == 0) own.Add((y, x));
                    }
            if (all == 0 || own.Count < LeastLeft * all)
                continue;
            categories.Add(digit);
            foreach (var (y, x) in own)
                pixels[y, x] = categories.Count;
        }
        for (var y = 0; y < Scene.Side; y++)
            for (var x = 0; x < Scene.Side; x++)
                if (pixels[y, x] == 0)
                    pixels[y, x] = Photograph;
        return new(pixels, PanopticPng.Segments(pixels, segment => categories[segment - 1]));
    }

    // The first pixel with its centre at or after a place.
    private static int First(double place) => Math.Clamp((int)Math.Ceiling(place - .5), 0, Scene.Side);

    private static Box InPixels(ReadOnlySpan<float> box) => new(
        (box[0] - box[2] / 2) * Scene.Side, (box[1] - box[3] / 2) * Scene.Side, box[2] * Scene.Side, box[3] * Scene.Side);
}
