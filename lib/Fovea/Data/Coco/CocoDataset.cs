namespace Fovea.Data.Coco;

/// <summary>Images, the objects annotated in them and their categories, as an instances file of COCO holds them.</summary>
public sealed partial class CocoDataset
{
    private readonly Dictionary<long, int> imageAt;
    private readonly Dictionary<int, int> categoryAt;
    private readonly CocoAnnotation[] byImage; // image after image, in the file's order within each
    private readonly int[] firstOfImage; // in byImage, by image; one more at the end
    private readonly CocoImage[][] byCategory;

    /// <summary>A set of records.</summary>
    /// <param name="images">In any order.</param>
    /// <param name="annotations">In any order.</param>
    /// <param name="categories">In any order; a category's place in it is its class for YOLO.</param>
    /// <param name="outside">How far a box may reach outside its image, in pixels.</param>
    /// <exception cref="DataSetException">Records contradict each other, or one cannot be: the message names it and the key.</exception>
    public CocoDataset(IReadOnlyList<CocoImage> images, IReadOnlyList<CocoAnnotation> annotations, IReadOnlyList<CocoCategory> categories, double outside = 1)
    {
        (Images, Annotations, Categories) = (images, annotations, categories);
        imageAt = CocoChecks.Index("images", images, image => image.Id);
        categoryAt = CocoChecks.Index("categories", categories, category => category.Id);
        CocoChecks.Images(images);
        CocoChecks.Annotations(annotations, imageAt, categoryAt, images, outside);
        (byImage, firstOfImage) = GroupByImage();
        byCategory = GroupByCategory();
    }

    /// <summary>In the file's order.</summary>
    public IReadOnlyList<CocoImage> Images { get; }

    /// <summary>In the file's order.</summary>
    public IReadOnlyList<CocoAnnotation> Annotations { get; }

    /// <summary>In the file's order.</summary>
    public IReadOnlyList<CocoCategory> Categories { get; }

    /// <summary>An image by its id.</summary>
    /// <exception cref="DataSetException">There is none of that id.</exception>
    public CocoImage Image(long id) => Images[IndexOfImage(id)];

    /// <summary>A category by its id.</summary>
    /// <exception cref="DataSetException">There is none of that id.</exception>
    public CocoCategory Category(int id) => Categories[IndexOfCategory(id)];

    /// <summary>A category's place in <see cref="Categories"/>: the class that YOLO files give it.</summary>
    /// <exception cref="DataSetException">There is none of that id.</exception>
    public int IndexOfCategory(int id) => categoryAt.TryGetValue(id, out var at) ? at : throw new DataSetException($"no category has id {id}");

    /// <summary>What is annotated in an image, in the file's order.</summary>
    /// <exception cref="DataSetException">There is no image of that id.</exception>
    public IReadOnlyList<CocoAnnotation> AnnotationsOf(long imageId)
    {
        var image = IndexOfImage(imageId);
        return new ArraySegment<CocoAnnotation>(byImage, firstOfImage[image], firstOfImage[image + 1] - firstOfImage[image]);
    }

    /// <summary>The images with at least one object of a category, crowds included, each once, in the file's order.</summary>
    /// <exception cref="DataSetException">There is no category of that id.</exception>
    public IReadOnlyList<CocoImage> ImagesWith(int categoryId) => byCategory[IndexOfCategory(categoryId)];

    /// <summary>The first images alone, with what is annotated in them.</summary>
    /// <param name="count">At most.</param>
    public CocoDataset First(int count) => count >= Images.Count ? this : new(
        [.. Images.Take(count)], [.. Images.Take(count).SelectMany(image => AnnotationsOf(image.Id))], Categories, outside: double.PositiveInfinity);

    internal CocoImage? FindImage(long id) => imageAt.TryGetValue(id, out var at) ? Images[at] : null;

    internal bool HasCategory(int id) => categoryAt.ContainsKey(id);

    private int IndexOfImage(long id) => imageAt.TryGetValue(id, out var at) ? at : throw new DataSetException($"no image has id {id}");

    private (CocoAnnotation[], int[]) GroupByImage()
    {
        var first = new int[Images.Count + 1];
        foreach (var annotation in Annotations)
            first[imageAt[annotation.ImageId] + 1]++;
        for (var i = 0; i < Images.Count; i++)
            first[i + 1] += first[i];
        var next = first.ToArray();
        var grouped = new CocoAnnotation[Annotations.Count];
        foreach (var annotation in Annotations)
            grouped[next[imageAt[annotation.ImageId]]++] = annotation;
        return (grouped, first);
    }

    private CocoImage[][] GroupByCategory()
    {
        var images = Categories.Select(_ => new List<CocoImage>()).ToArray();
        for (var i = 0; i < Images.Count; i++)
            foreach (var annotation in byImage.AsSpan(firstOfImage[i]..firstOfImage[i + 1]))
            {
                var list = images[categoryAt[annotation.CategoryId]];
                if (list.Count == 0 || !ReferenceEquals(list[^1], Images[i]))
                    list.Add(Images[i]);
            }
        return [.. images.Select(list => list.ToArray())];
    }
}
