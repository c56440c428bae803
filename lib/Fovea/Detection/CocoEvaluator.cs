using Fovea.Data.Coco;
using Fovea.Display;

namespace Fovea.Detection;

/// <summary>
/// Average precision and recall as COCO defines them (Lin et al. 2014), equal to pycocotools' COCOeval in every array: crowds,
/// tied scores, area ranges, limits on detections, categories without objects.
/// </summary>
/// <remarks>
/// As there, categories that the data set does not have are passed over, and an annotation whose id is 0 is never found: the
/// reference marks what is matched with the annotation's id, and 0 is its mark for nothing.
/// </remarks>
public static class CocoEvaluator
{
    /// <summary>Evaluates detections against a data set, all its images and categories.</summary>
    /// <param name="truth">Images, categories and annotated objects.</param>
    /// <param name="detections">In any order; of equal scores in one image and category the earlier goes first.</param>
    /// <param name="options">COCO's own where left out.</param>
    /// <param name="cancellation">Ends it between two categories.</param>
    /// <exception cref="ArgumentException">
    /// A detection is of an image that the data set does not have, or a number of it is not finite, or masks are compared and it
    /// or an annotation has none of the image's size: the message names it.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static CocoEvaluation Evaluate(
        CocoDataset truth, IReadOnlyList<CocoDetection> detections, CocoEvaluationOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new CocoEvaluationOptions();
        options.Check();
        int[] categories = [.. truth.Categories.Select(category => category.Id).Order()];
        var cells = new EvaluationCells(truth, detections, categories, options.OverlapOf);
        var evaluation = new CocoEvaluation(categories);

        var done = 0;
        var progress = new Progress($"evaluate {options.OverlapOf.ToString().ToLowerInvariant()} (categories)", Math.Max(1, categories.Length));
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Threads, CancellationToken = cancellation };
        Parallel.For(0, categories.Length, parallel, k =>
        {
            var category = new CategoryEvaluation(options);
            foreach (var cell in cells.Of(k))
                category.Add(cell);
            category.WriteTo(evaluation, k);
            progress.Report(Interlocked.Increment(ref done));
        });
        return evaluation;
    }
}
