using Fovea.Counting;
using Fovea.Detection.Detr;
using Fovea.Layers;
using Fovea.Papers.FocusDetr;
using Fovea.Papers.PnpDetr;
using Fovea.Papers.PsVit;
using Fovea.Papers.RegionFeatures;
using Fovea.Papers.StochasticSampling;
using static TorchSharp.torch;
using SamplingOptions = Fovea.Papers.StochasticSampling.SamplingOptions;

namespace Fovea.Papers.AcrossPapers;

/// <summary>The models of the five papers, each at the size of its paper, to be counted by every paper's rule.</summary>
/// <remarks>
/// Left out is what computes the same as one that is there: PS-ViTs that share weights (†), and a Faster R-CNN around a backbone. Keep
/// ratios, poll ratios and densities are some of the papers'.
/// </remarks>
public static class PaperModels
{
    private static readonly long[] Photo = [1, 3, 800, 1066];     // of COCO, by DETR's rule
    private static readonly long[] Square = [1, 3, 224, 224];

    // As many positions at stride 16 as the paper counts with; an image of 600 x 960 pixels has a few more.
    private static readonly long[] Regions = [1, 3, 16 * CountedSetting.Map[0], 16 * CountedSetting.Map[1]];

    /// <summary>Grouped by paper; what a model is compared with comes before it.</summary>
    public static IReadOnlyList<PaperModel> All { get; } = [.. PnpDetr, .. FocusDetr, .. PsVit, .. StochasticSampling, .. RegionFeatures];

    private static IEnumerable<PaperModel> PnpDetr
    {
        get
        {
            PaperModel Of(string name, Func<nn.Module> build) => new("pnp-detr", name, Photo, build);
            foreach (var (size, options) in new[] { ("", PnpDetrOptions.R50), ("-DC5", PnpDetrOptions.R50Dc5) })
            {
                yield return Of($"DETR{size}", () => new DetrModel(options.Detr));
                foreach (var (label, alpha) in new[] { ("1/3", 1.0 / 3), ("1/2", .5) })
                    yield return Of($"PnP-DETR{size}, α = {label}", () => At(options, alpha).Build()) with { Dense = $"DETR{size}" };
            }
            var panoptic = PnpDetrOptions.R50Panoptic;
            yield return Of("DETR, panoptic", () => new PanopticModel(new DetrModel(panoptic.Detr)));
            yield return Of("PnP-DETR, panoptic, α = 1/3", () => new PanopticModel(panoptic.Build())) with { Dense = "DETR, panoptic" };
            yield return new("pnp-detr", "hybrid ViT", Square, () => HybridVit(null));
            yield return new("pnp-detr", "PnP-ViT, α = 1/2", Square, () => HybridVit(.5)) { Dense = "hybrid ViT" };
        }
    }

    private static PnpDetrOptions At(PnpDetrOptions options, double alpha) => options with { Sampler = options.Sampler with { Alpha = alpha } };

    // The ViT of Table 4 behind the first three stages of a ResNet-50.
    private static Operations HybridVit(double? alpha)
    {
        var options = new PnpVitOptions();
        options = options with { Sampler = alpha is { } ratio ? options.Sampler! with { Alpha = ratio } : null };
        using var extractor = Blueprint.Of(() => new SampledBackbone(new() { Stages = [new(3, 1), new(4, 2), new(6, 2)] }));
        using var vit = Blueprint.Of(() => new PnpVit(options, nn.Sequential()));
        return Operations.Of(tally => tally.Through("vit", vit, tally.Through("extractor", extractor, Square)));
    }

    private static IEnumerable<PaperModel> FocusDetr
    {
        get
        {
            PaperModel Of(string name, FocusDetrOptions options, string? dense = null, Func<ResidualNetwork>? backbone = null) =>
                new("focus-detr", name, Photo, () => new FocusDetrModel(options, (backbone ?? ResidualNetwork.Fifty)())) { Dense = dense };
            yield return Of("Deformable DETR, one stage", FocusDetrOptions.DeformableOneStage);
            yield return Of("Deformable DETR", FocusDetrOptions.Deformable);
            foreach (var keep in new[] { .1, .3, .5 })
                yield return Of($"Sparse DETR, keeps {keep}", FocusDetrOptions.SparseDetr(keep), "Deformable DETR");
            yield return Of("Focus-DETR on Deformable DETR, 0.3", FocusDetrOptions.Focus(.3).InDeformableDetr(), "Deformable DETR");
            yield return Of("DINO", FocusDetrOptions.Dino);
            yield return Of("DINO + Sparse DETR, keeps 0.3", FocusDetrOptions.DinoSparse(.3), "DINO");
            foreach (var keep in new[] { .1, .3, .5 })
                yield return Of($"Focus-DETR, keeps {keep}", FocusDetrOptions.Focus(keep), "DINO");
            yield return Of("DINO, ResNet-101", FocusDetrOptions.Dino, null, ResidualNetwork.HundredAndOne);
            yield return Of("Focus-DETR, ResNet-101, keeps 0.3", FocusDetrOptions.Focus(.3), "DINO, ResNet-101", ResidualNetwork.HundredAndOne);
        }
    }

    private static IEnumerable<PaperModel> PsVit =>
        from model in Architecture.Named
        where !model.Key.Contains('†')
        let side = model.Value.ImageSize
        select new PaperModel("ps-vit", model.Key, [1, 3, side, side], model.Value.Build)
        {
            Dense = model.Key switch { "PS-ViT-Ti/14" => "DeiT-Ti", ['P', ..] => "DeiT-B", _ => null },
        };

    private static IEnumerable<PaperModel> StochasticSampling
    {
        get
        {
            var (photo, street) = (SamplingCost.CocoImage(1000), SamplingCost.CityscapesImage(1024));
            (string Name, BackboneOptions Options, long[] Image, double[] Densities)[] backbones =
            [
                ("ResNet-50", BackboneOptions.R50, photo, [.5]),
                ("ResNet-101", BackboneOptions.R101, photo, [.5, .25]),
                ("ResNeXt-101", BackboneOptions.X101, photo, [.5]),
                ("ResNet-50, dilated", BackboneOptions.Cityscapes, street, [.5]),
            ];
            foreach (var (name, options, image, densities) in backbones)
            {
                yield return new("stochastic-sampling", name, image, () => new SampledBackbone(options));
                foreach (var density in densities)
                    yield return new("stochastic-sampling", $"{name}, {100 * density}% sampled", image, () => Sampled(options, image, density)) { Dense = name };
            }
        }
    }

    private static Operations Sampled(BackboneOptions options, long[] image, double density)
    {
        using var model = Blueprint.Of(() => new SampledBackbone(options with { Sampling = new SamplingOptions() }));
        return model.Operations(image, [.. Enumerable.Repeat(new Density(density, density), options.Stages.Sum(stage => stage.Blocks))]);
    }

    private static IEnumerable<PaperModel> RegionFeatures
    {
        get
        {
            const string Everywhere = "learned, everywhere";
            var all = new RegionLoad((double)CountedSetting.Rois, CountedSetting.Inside, CountedSetting.Outside);
            var few = all with { Inside = CountedSetting.Sampled.Inside, Outside = CountedSetting.Sampled.Outside };
            PaperModel Of(string name, ExtractorOptions extractor, RegionLoad load, ResNetOptions? backbone = null) =>
                new("region-features", name, Regions, () => Detector(backbone ?? ResNetOptions.ResNet50, extractor, load));
            var learned = ExtractorOptions.Learned(new());
            yield return Of("regular RoI pooling", ExtractorOptions.Regular(7), all);
            yield return Of("aligned RoI pooling", ExtractorOptions.Aligned(7), all);
            yield return Of("deformable RoI pooling", ExtractorOptions.Deformable(7), all);
            yield return Of(Everywhere, learned, all);
            yield return Of("learned, sampled", learned, few) with { Dense = Everywhere };
            yield return Of($"{Everywhere}, ResNet-101", learned, all, ResNetOptions.ResNet101);
            yield return Of("learned, sampled, ResNet-101", learned, few, ResNetOptions.ResNet101) with { Dense = $"{Everywhere}, ResNet-101" };
        }
    }

    // Section 4's network of detection: the one of region proposal is another, with a backbone of its own.
    private static Operations Detector(ResNetOptions backbone, ExtractorOptions options, RegionLoad load)
    {
        const int Classes = 80, Width = 1024, Channels = RegionFeaturesLedger.Channels;
        using var network = Blueprint.Of(() => new ResNet(backbone with { DilatedLast = true }));
        using var reduction = Blueprint.Of(() => nn.Conv2d(backbone.Channels, Channels, 1));
        using var extractor = Blueprint.Of(() => options.Build(Channels));
        using var head = Blueprint.Of(() => new DetectionHead(extractor.Parts * Channels, Width, Classes, normalised: false));
        return Operations.Of(tally =>
        {
            var map = tally.Through("reduction", reduction, tally.Through("backbone", network, Regions));
            extractor.Count(tally.At("extractor"), map, load);
            // As many RoIs as two images have are a whole number.
            foreach (var op in Operations.Of(head, (long)(2 * load.Regions), extractor.Parts, Channels))
                tally.At($"head.{op.Where}").Add(op.Kind, op.Amount / 2);
        });
    }
}
