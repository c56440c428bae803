namespace Fovea.Papers.RegionFeatures;

/// <summary>Kinds of region features.</summary>
public enum ExtractorKind
{
    /// <summary>Maxima of whole positions, eq. 3's bins.</summary>
    Regular,

    /// <summary>Means of bilinear lookups, eq. 4.</summary>
    Aligned,

    /// <summary>Aligned, each bin moved by a learned offset, eq. 5.</summary>
    Deformable,

    /// <summary>Eq. 7.</summary>
    Learned,
}

/// <summary>An extractor by what is compared in Tables 2 to 5.</summary>
public sealed record ExtractorOptions
{
    private ExtractorOptions()
    {
    }

    /// <summary>Regular RoI pooling, by maxima.</summary>
    /// <param name="bins">Along each side.</param>
    /// <param name="support">What the bins divide.</param>
    public static ExtractorOptions Regular(int bins, Support support = Support.Region) => new() { Kind = ExtractorKind.Regular, Bins = bins, BinsOver = support };

    /// <summary>Aligned RoI pooling, 2 x 2 points a bin.</summary>
    /// <inheritdoc cref="Regular"/>
    public static ExtractorOptions Aligned(int bins, Support support = Support.Region) => new() { Kind = ExtractorKind.Aligned, Bins = bins, BinsOver = support };

    /// <summary>Deformable RoI pooling, 2 x 2 points a bin.</summary>
    /// <param name="bins">Along each side.</param>
    public static ExtractorOptions Deformable(int bins) => new() { Kind = ExtractorKind.Deformable, Bins = bins, BinsOver = Support.Region };

    /// <summary>Learned region features.</summary>
    public static ExtractorOptions Learned(LearnedOptions options) => new() { Kind = ExtractorKind.Learned, Weights = options };

    /// <summary>Which.</summary>
    public ExtractorKind Kind { get; private init; }

    /// <summary>Along each side; null of learned features, which have no bins.</summary>
    public int? Bins { get; private init; }

    /// <summary>What bins divide; of learned features <see cref="LearnedOptions.Support"/> says it.</summary>
    public Support? BinsOver { get; private init; }

    /// <summary>Of learned features; else null.</summary>
    public LearnedOptions? Weights { get; private init; }

    /// <summary>The extractor, what it draws from the default generator.</summary>
    /// <param name="channels">C of the map.</param>
    public RegionExtractor Build(int channels) => Kind switch
    {
        ExtractorKind.Regular => new RegularPooling((Bins!.Value, Bins.Value), BinsOver!.Value),
        ExtractorKind.Aligned => new AlignedPooling((Bins!.Value, Bins.Value), BinsOver!.Value),
        ExtractorKind.Deformable => new DeformablePooling((Bins!.Value, Bins.Value), channels),
        _ => new LearnedFeatures(Weights!, channels),
    };
}
