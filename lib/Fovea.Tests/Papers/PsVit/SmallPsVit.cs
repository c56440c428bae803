using Fovea.Layers;
using Fovea.Papers.PsVit;

namespace Fovea.Tests.Papers.PsVit;

/// <summary>Models for images of CIFAR-10, which tests can afford to run.</summary>
public static class SmallPsVit
{
    /// <summary>32 pixels, a map of 16 x 16.</summary>
    public static PsVitOptions Plain { get; } = new()
    {
        ImageSize = 32,
        Points = 4,
        Depth = 6,
        Encoder = new(96, 3),
        Stem = new() { Kernel = 3, Width = 32, Pool = false, Middle = 96 },
        Classes = 10,
    };

    /// <summary>64 pixels, a map of 16 x 16.</summary>
    public static PsVitOptions Cluttered { get; } = Plain with { ImageSize = 64, Stem = Plain.Stem with { Kernel = 5, Pool = true } };
}
