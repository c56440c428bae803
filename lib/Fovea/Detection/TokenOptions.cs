namespace Fovea.Detection;

/// <summary>How a <see cref="TokenDetector"/> is taught and read.</summary>
public sealed record TokenOptions
{
    /// <summary>Tokens within this share of a box's width and height from its centre are to find it ...</summary>
    public double CentreShare { get; init; } = .3;

    /// <summary>... and those within so many pixels in any case.</summary>
    public double CentreLeast { get; init; } = 4;

    /// <summary>Weight of background tokens in the cross-entropy; there are ten times as many as others.</summary>
    public double BackgroundWeight { get; init; } = .3;

    /// <summary>What distances to the sides are measured in, in pixels.</summary>
    public double SideUnit { get; init; } = 20;

    /// <summary>Detections whose class is less probable are dropped.</summary>
    public double LeastScore { get; init; } = .01;

    /// <summary>Detections that overlap a surer one, of whatever class, by more than this are dropped.</summary>
    public double Overlap { get; init; } = .6;
}
