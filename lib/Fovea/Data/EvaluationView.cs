namespace Fovea.Data;

/// <summary>What a model trained on ImageNet is shown of a photograph: its middle.</summary>
/// <param name="ShorterSide">That the photograph is resized to, in pixels.</param>
/// <param name="Crop">Side of the square cut from its middle, in pixels.</param>
/// <param name="Interpolation">Of the resizing.</param>
public sealed record EvaluationView(int ShorterSide, int Crop, Interpolation Interpolation)
{
    /// <summary>
    /// PS-ViT as its authors' code evaluates it: a crop of 90%, so floor(224 / 0.9) = 248 pixels, bicubic.
    /// </summary>
    public static EvaluationView PsVit { get; } = new(248, 224, Interpolation.Bicubic);

    /// <summary>PS-ViT as its paper says (section 4.1): 256 pixels, of which the middle 224.</summary>
    public static EvaluationView PsVitAsPrinted { get; } = PsVit with { ShorterSide = 256 };

    /// <summary>An RGB image of <see cref="Crop"/> x <see cref="Crop"/> pixels.</summary>
    public Image Apply(Image photograph) => photograph.ToRgb().ResizeShorterSide(ShorterSide, Interpolation).CenterCrop(Crop);
}
