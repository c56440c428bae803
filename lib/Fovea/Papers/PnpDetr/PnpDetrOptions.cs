using Fovea.Detection.Detr;

namespace Fovea.Papers.PnpDetr;

/// <summary>A PnP-DETR: a DETR and the sampler in it. The defaults are the R50 of Table 1.</summary>
/// <example><code>
/// var model = PnpDetrOptions.R50.Build();
/// Checkpoint.Read(path).LoadInto(model, "model");
/// PnpTransformer.Of(model).Alpha = .5; // one model, any trade-off
/// var found = model.call(images, padding);
/// </code></example>
public sealed record PnpDetrOptions
{
    /// <summary>PnP-DETR-R50.</summary>
    public static PnpDetrOptions R50 { get; } = new();

    /// <summary>PnP-DETR-R50-DC5: four times the locations and, Section 4.1, as many more coarse tokens.</summary>
    public static PnpDetrOptions R50Dc5 { get; } = new() { Detr = DetrOptions.R50Dc5, Sampler = new() { PoolNumber = 240 } };

    /// <summary>The detector of the panoptic model of Table 3.</summary>
    public static PnpDetrOptions R50Panoptic { get; } = new() { Detr = DetrOptions.R50 with { Classes = 250 }, ProjectsBack = true };

    /// <summary>The detector around the sampler; the baseline of Table 1.</summary>
    public DetrOptions Detr { get; init; } = DetrOptions.R50;

    /// <summary>The sampler.</summary>
    public SamplerOptions Sampler { get; init; } = new();

    /// <summary>Whether encoded tokens are projected back to a map, for a mask head.</summary>
    public bool ProjectsBack { get; init; }

    /// <summary>The model with weights from the default random generator: a mask head, a loss and a checkpoint take it as any DETR.</summary>
    /// <exception cref="ArgumentException">The options do not hold together.</exception>
    public DetrModel Build() => new(Detr, new PnpTransformer(Detr.Transformer, Sampler, ProjectsBack));
}
