using Fovea.Detection;
using static TorchSharp.torch;

namespace Fovea.Data;

/// <summary>An object in an image.</summary>
/// <param name="CategoryId">Its category, as the annotations number it.</param>
/// <param name="Box">Around it, in pixels of the image.</param>
/// <param name="Area">In square pixels: of its pixels, or, once the image was cropped, of its box.</param>
/// <param name="Mask">Its pixels, of the image's size, where they are known.</param>
public sealed record AnnotatedObject(int CategoryId, Box Box, double Area, RunLengthMask? Mask = null);

/// <summary>
/// An image with the objects in it. Operations give new ones, boxes and masks carried along as DETR's transforms carry them.
/// </summary>
/// <param name="Id">Of the image, as the annotations number it.</param>
/// <param name="Image">Its pixels.</param>
/// <param name="Objects">What is in it.</param>
public sealed record AnnotatedImage(long Id, Image Image, IReadOnlyList<AnnotatedObject> Objects)
{
    /// <summary>Width of the image as it was read, in pixels; a detection's box is scaled back to it.</summary>
    public int OriginalWidth { get; private init; } = Image.Width;

    /// <summary>Height of the image as it was read, in pixels.</summary>
    public int OriginalHeight { get; private init; } = Image.Height;

    /// <summary>Resizes, pixels as Pillow does bilinearly, masks to the nearest pixel.</summary>
    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    public AnnotatedImage Resize(int width, int height)
    {
        if ((width, height) == (Image.Width, Image.Height))
            return this;
        var (across, down) = ((double)width / Image.Width, (double)height / Image.Height);
        return this with
        {
            Image = Image.Resize(width, height, Interpolation.Bilinear),
            Objects = [.. Objects.Select(thing => thing with
            {
                Box = new Box(thing.Box.X * across, thing.Box.Y * down, thing.Box.Width * across, thing.Box.Height * down),
                Area = thing.Area * across * down,
                Mask = thing.Mask?.Resize(width, height),
            })],
        };
    }

    /// <summary>Left and right exchanged.</summary>
    public AnnotatedImage FlipHorizontal() => this with
    {
        Image = Image.FlipHorizontal(),
        Objects = [.. Objects.Select(thing => thing with
        {
            Box = thing.Box with { X = Image.Width - thing.Box.Right },
            Mask = thing.Mask?.FlipHorizontal(),
        })],
    };

    /// <summary>
    /// Cuts a rectangle out. Boxes are cut with it and give the areas; an object whose box has nothing in the rectangle is
    /// dropped, one whose box has but whose mask has not stays, with an empty mask.
    /// </summary>
    /// <param name="left">The column that becomes the first.</param>
    /// <param name="top">The row that becomes the first.</param>
    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    /// <exception cref="ArgumentException">The rectangle is not within the image.</exception>
    public AnnotatedImage Crop(int left, int top, int width, int height)
    {
        if (left < 0 || top < 0 || width < 1 || height < 1 || left > Image.Width - width || top > Image.Height - height)
            throw new ArgumentException($"{width} x {height} pixels from ({left}, {top}) are not within an image of {Image.Width} x {Image.Height}.");
        return this with
        {
            Image = Image.Crop(left, top, width, height),
            Objects = [.. Objects.Select(Cut).Where(thing => thing.Box is { Width: > 0, Height: > 0 })],
        };

        AnnotatedObject Cut(AnnotatedObject thing)
        {
            var box = Box.FromCorners(Math.Clamp(thing.Box.X - left, 0, width), Math.Clamp(thing.Box.Y - top, 0, height),
                Math.Clamp(thing.Box.Right - left, 0, width), Math.Clamp(thing.Box.Bottom - top, 0, height));
            return thing with { Box = box, Area = box.Area, Mask = box.Area > 0 ? thing.Mask?.Crop(left, top, width, height) : null };
        }
    }

    /// <summary>The boxes as DETR is trained on them: centre x, centre y, width and height as fractions of the image's, [N, 4].</summary>
    public Tensor RelativeBoxes()
    {
        float Share(double length, int whole) => (float)(length / whole);
        var (width, height) = (Image.Width, Image.Height);
        return tensor(Objects.SelectMany(thing => new[]
        {
            Share(thing.Box.X + thing.Box.Width / 2, width), Share(thing.Box.Y + thing.Box.Height / 2, height),
            Share(thing.Box.Width, width), Share(thing.Box.Height, height),
        }).ToArray(), [Objects.Count, 4]);
    }

    /// <summary>The objects' categories, 64-bit, [N].</summary>
    public Tensor CategoryIds() => tensor(Objects.Select(thing => (long)thing.CategoryId).ToArray(), [Objects.Count]);
}
