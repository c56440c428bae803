using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Papers.PsVit;

/// <summary>A PS-ViT or a ViT by its options: images [B, 3, S, S] to logits [B, classes].</summary>
public sealed record Architecture
{
    private readonly Func<Module<Tensor, Tensor>> _build;

    private Architecture(object options, int imageSize, Func<Module<Tensor, Tensor>> build) =>
        (Options, ImageSize, _build) = (options, imageSize, build);

    /// <summary>The models of Tables 3, 8 and 9 that the code has, by the names there.</summary>
    public static IReadOnlyDictionary<string, Architecture> Named { get; } = new Dictionary<string, Architecture>
    {
        ["ViT-B/16"] = VitOptions.VitB,
        ["DeiT-Ti"] = VitOptions.DeitTi,
        ["DeiT-S"] = VitOptions.DeitS,
        ["DeiT-B"] = VitOptions.DeitB,
        ["PS-ViT-Ti/14"] = PsVitOptions.Ti,
        ["PS-ViT-Ti†/14"] = PsVitOptions.Ti with { SharedWeights = true },
        ["PS-ViT-B/10"] = PsVitOptions.B with { Points = 10 },
        ["PS-ViT-B†/10"] = PsVitOptions.B with { Points = 10, SharedWeights = true },
        ["PS-ViT-B/12"] = PsVitOptions.B with { Points = 12 },
        ["PS-ViT-B†/12"] = PsVitOptions.B with { Points = 12, SharedWeights = true },
        ["PS-ViT-B/14"] = PsVitOptions.B,
        ["PS-ViT-B†/14"] = PsVitOptions.B with { SharedWeights = true },
        ["PS-ViT-B/16"] = PsVitOptions.B with { Points = 16 },
        ["PS-ViT-B/18"] = PsVitOptions.B with { Points = 18 },
    };

    /// <summary><see cref="PsVitOptions"/> or <see cref="VitOptions"/>.</summary>
    public object Options { get; }

    /// <summary>S, in pixels.</summary>
    public int ImageSize { get; }

    /// <summary>Builds the model with weights from the default random generator.</summary>
    /// <exception cref="ArgumentException">The options do not hold together.</exception>
    public Module<Tensor, Tensor> Build() => _build();

    /// <summary>A PS-ViT.</summary>
    public static implicit operator Architecture(PsVitOptions options) => new(options, options.ImageSize, () => new PsVitModel(options));

    /// <summary>A ViT or DeiT.</summary>
    public static implicit operator Architecture(VitOptions options) => new(options, options.ImageSize, () => new VitModel(options));
}
