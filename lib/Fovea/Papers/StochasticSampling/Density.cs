namespace Fovea.Papers.StochasticSampling;

/// <summary>Shares of positions that a bottleneck samples.</summary>
/// <param name="First">By the mask of the first convolution.</param>
/// <param name="Second">By the mask of the second and third.</param>
public readonly record struct Density(double First, double Second);
