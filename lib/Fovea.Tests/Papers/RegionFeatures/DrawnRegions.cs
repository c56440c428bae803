using Fovea.Papers.RegionFeatures;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Tests.Papers.RegionFeatures;

/// <summary>Extractors of every kind with features and regions drawn at random, in double precision.</summary>
internal sealed class DrawnRegions
{
    public const double Scale = 1 / 8.0;
    public const int Channels = 6, Height = 9, Width = 11;

    private readonly Generator generator = new(7);

    private static readonly (int, int) Size = (2, 3);

    /// <summary>Extractors by name; what they draw comes from the default generator.</summary>
    public static IReadOnlyDictionary<string, Func<RegionExtractor>> Extractors { get; } = new Dictionary<string, Func<RegionExtractor>>
    {
        ["regular, max"] = () => new RegularPooling(Size),
        ["regular, max, 2x"] = () => new RegularPooling(Size, Support.TwiceArea),
        ["regular, average"] = () => new RegularPooling(Size, average: true),
        ["regular, average, image"] = () => new RegularPooling(Size, Support.Image, average: true),
        ["aligned"] = () => new AlignedPooling(Size),
        ["aligned, one point, 2x"] = () => new AlignedPooling(Size, Support.TwiceArea, samples: 1),
        ["aligned, image"] = () => new AlignedPooling(Size, Support.Image),
        ["position-sensitive"] = () => new PositionSensitivePooling(Size),
        ["deformable, at first"] = () => (RegionExtractor)new DeformablePooling(Size, Channels).to(float64),
        ["deformable"] = () => Moved(new DeformablePooling(Size, Channels)),
        ["learned"] = () => Learned(new()),
        ["learned, 1x"] = () => Learned(new() { Support = Support.Region }),
        ["learned, 2x"] = () => Learned(new() { Support = Support.TwiceArea }),
        ["learned, dense"] = () => Learned(new() { Sampling = SamplingOptions.Dense }),
        ["learned, dense, 2x"] = () => Learned(new() { Sampling = SamplingOptions.Dense, Support = Support.TwiceArea }),
        ["learned, geometry"] = () => Learned(new() { Terms = WeightTerms.Geometry }),
        ["learned, appearance"] = () => Learned(new() { Terms = WeightTerms.Appearance }),
        ["learned, nothing"] = () => Learned(new() { Terms = WeightTerms.None }),
    };

    /// <summary>Learned features of a small size, sparse where nothing else is said, whose weights are large enough to tell positions apart.</summary>
    public static LearnedFeatures Learned(LearnedOptions options)
    {
        if (options.Sampling != SamplingOptions.Dense) options = options with { Sampling = new() { Inside = 4, Outside = 9 } };
        var extractor = new LearnedFeatures(options with { Parts = 6, Embedding = 8, Transform = 5 }, Channels);
        return Moved(extractor);
    }

    /// <summary>[B, 6, 9, 11].</summary>
    public Tensor Features(int batch = 2) => randn([batch, Channels, Height, Width], float64, generator: generator);

    /// <summary>Regions within the map and an image of two each, at least a position wide, [R, 5].</summary>
    public Tensor Within(int count)
    {
        var draws = rand([count, 5], float64, generator: generator);
        var (x, y) = (draws.select(1, 1) * 70, draws.select(1, 2) * 60);
        return stack([draws.select(1, 0).gt(.5).to(float64), x, y,
            (x + 8 + draws.select(1, 3) * 60).clamp_max(Width * 8 - 4), (y + 8 + draws.select(1, 4) * 50).clamp_max(Height * 8 - 4)], 1);
    }

    /// <summary>Regions anywhere, beyond the map too, without area too, [R, 5].</summary>
    public Tensor Anywhere(int count)
    {
        var draws = rand([count, 5], float64, generator: generator) * 200 - 50;
        var corners = draws.narrow(1, 1, 4);
        var sorted = cat([minimum(corners.narrow(1, 0, 2), corners.narrow(1, 2, 2)), maximum(corners.narrow(1, 0, 2), corners.narrow(1, 2, 2))], 1);
        Tensor odd = tensor([0.0, 30, 30, 30, 30, 1, 33, 20, 33, 44, 0, 500, 500, 600, 600, 1, -80, 3, -20, 40]).view(4, 5);
        return cat([cat([draws.narrow(1, 0, 1).gt(50).to(float64), sorted], 1), odd]);
    }

    // Weights that are not near zero: small ones would hide mistakes.
    private static T Moved<T>(T extractor) where T : RegionExtractor
    {
        using var _ = no_grad();
        foreach (var weight in extractor.parameters()) nn.init.normal_(weight, 0, .7);
        return (T)extractor.to(float64);
    }
}
