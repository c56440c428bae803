namespace Fovea.Data.Coco;

/// <summary>
/// Which images show which categories, drawn by a law: a stand-in of COCO train2017's size for what asks of a data set nothing
/// but its long tail, where COCO itself is not at hand.
/// </summary>
/// <remarks>
/// The category of rank k = 1 ... K is in a share p(k) = 0.541 k^-0.9 ((K + 1 - k) / K)^0.43 of the images: a power law whose
/// end falls off, as COCO's does. With K = 80 and 118,287 images the counts go from 63,993 down to 188 and an image shows 2.9
/// categories in the mean. A category's images are drawn independently of the others', whereas in COCO forks go with knives.
/// </remarks>
public static class LongTailedCatalogue
{
    /// <summary>As many as COCO train2017 has.</summary>
    public const int CocoImages = 118_287;

    /// <summary>As many as COCO has.</summary>
    public const int Categories = 80;

    /// <summary>How many of so many images show the category of this rank, rounded.</summary>
    /// <param name="rank">1 (the most frequent) to <see cref="Categories"/>.</param>
    /// <param name="images">In all.</param>
    public static int Count(int rank, int images = CocoImages) =>
        (int)Math.Round(images * 0.541 * Math.Pow(rank, -0.9) * Math.Pow((Categories + 1.0 - rank) / Categories, 0.43));

    /// <summary>Draws the catalogue.</summary>
    /// <param name="seed">The same seed draws the same.</param>
    /// <param name="images">In all; their ids are 1 to this.</param>
    /// <returns>The ids of each category's images, ascending; a category's id is its rank.</returns>
    public static IReadOnlyDictionary<int, IReadOnlyList<long>> Generate(long seed, int images = CocoImages) => Enumerable.Range(1, Categories).ToDictionary(
        rank => rank,
        IReadOnlyList<long> (rank) => [.. new SeededRandom(Draw.Catalogue, seed, epoch: 0, rank).Permutation(images).Take(Count(rank, images)).Select(i => i + 1L).Order()]);
}
