namespace Fovea.Detection;

/// <summary>
/// Mean intersection over union of semantic labels: a class's overlap is its right pixels over those that are labelled or found to be
/// of it, summed over all images; the mean is over the classes that occur.
/// </summary>
/// <param name="classes">Labels are 0 to <paramref name="classes"/> - 1.</param>
/// <param name="ignored">Pixels of this label do not count, whatever is found there.</param>
public sealed class MeanIoU(int classes, int ignored = 255)
{
    private readonly long[,] confusion = new long[classes, classes + 1];

    /// <summary>Of the classes that are labelled or found anywhere; NaN where there is none.</summary>
    public double Mean => Enumerable.Range(0, classes).Select(Of).Where(overlap => !double.IsNaN(overlap)).DefaultIfEmpty(double.NaN).Average();

    /// <summary>Pixels of class <paramref name="label"/> that were found to be of class <paramref name="found"/>.</summary>
    public long Pixels(int label, int found) => confusion[label, found];

    /// <summary>The overlap of one class, 0 to 1; NaN where it is neither labelled nor found.</summary>
    public double Of(int label)
    {
        var labelled = Enumerable.Range(0, classes + 1).Sum(found => confusion[label, found]);
        var found = Enumerable.Range(0, classes).Sum(other => confusion[other, label]);
        var right = confusion[label, label];
        return (double)right / (labelled + found - right);
    }

    /// <summary>Counts an image, or any part of one.</summary>
    /// <param name="labels">One a pixel.</param>
    /// <param name="found">As many; one that is no class is wrong wherever the label counts.</param>
    /// <exception cref="ArgumentException">There are more of one than of the other, or a label is no class and is not ignored.</exception>
    public void Add(ReadOnlySpan<int> labels, ReadOnlySpan<int> found)
    {
        if (labels.Length != found.Length)
            throw new ArgumentException($"expected as many labels as found, have {labels.Length} and {found.Length}");
        foreach (var label in labels)
            if (label != ignored && (label < 0 || label >= classes))
                throw new ArgumentException($"expected labels 0 to {classes - 1} or {ignored}, found {label}");
        for (var i = 0; i < labels.Length; i++)
            if (labels[i] != ignored)
                confusion[labels[i], found[i] >= 0 && found[i] < classes ? found[i] : classes]++;
    }
}
