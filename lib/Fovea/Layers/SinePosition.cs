using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Layers;

/// <summary>
/// Where a location of a feature map is, as sines and cosines of its row and of its column, counted over the locations that are not
/// padding (DETR, appendix A.4). Working out positions is not counted as operations.
/// </summary>
/// <remarks>Padding [B, H, W] to [B, 2 F, H, W], single precision: row first; of features 2 k and 2 k + 1 the sine and the cosine.</remarks>
public sealed class SinePosition : Module<Tensor, Tensor>
{
    private const double Epsilon = 1e-6;
    private readonly double[] wavelengths;
    private readonly bool normalise;

    /// <param name="features">F, of a row and of a column; even.</param>
    /// <param name="normalise">Whether an image's last row and column are at 2 pi, whatever its size; else at their number.</param>
    /// <param name="temperature">The ratio of the longest wavelength to the shortest.</param>
    /// <exception cref="ArgumentException">The features are odd.</exception>
    public SinePosition(int features, bool normalise = true, double temperature = 10_000) : base(nameof(SinePosition))
    {
        Check.That(features >= 2 && features % 2 == 0, nameof(features), "an even number above 0", features);
        this.normalise = normalise;
        wavelengths = [.. Enumerable.Range(0, features).Select(i => Math.Pow(temperature, i / 2 * 2.0 / features))];
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor padding)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var present = padding.logical_not();
        var waves = tensor(wavelengths, ScalarType.Float32, padding.device);
        return cat([Waves(1), Waves(2)], -1).permute(0, 3, 1, 2).contiguous().MoveToOuterDisposeScope();    // [B, H, W, 2 F] -> [B, 2 F, H, W]

        Tensor Waves(int along)
        {
            var at = present.cumsum(along, ScalarType.Float32);                                             // [B, H, W]
            if (normalise)
                at = at / (at.narrow(along, at.shape[along] - 1, 1) + Epsilon) * (2 * Math.PI);
            var pairs = (at.unsqueeze(-1) / waves).unflatten(-1, -1, 2);                                    // [B, H, W, F / 2, 2]
            return stack([pairs.select(-1, 0).sin(), pairs.select(-1, 1).cos()], -1).flatten(3);            // [B, H, W, F]
        }
    }
}

/// <summary>Where a location is, as a learnt vector for its column and one for its row: DETR's other embedding.</summary>
/// <remarks>Padding [B, H, W], of which only the shape counts, to [B, 2 F, H, W]: column first. H and W at most <see cref="Most"/>.</remarks>
public sealed class LearnedPosition : Module<Tensor, Tensor>
{
    /// <summary>Rows and columns that have a vector.</summary>
    public const int Most = 50;

    private readonly Embedding row_embed;
    private readonly Embedding col_embed;

    /// <param name="features">F, of a row and of a column.</param>
    public LearnedPosition(int features) : base(nameof(LearnedPosition))
    {
        row_embed = Embedding(Most, features);
        col_embed = Embedding(Most, features);
        RegisterComponents();
        init.uniform_(row_embed.weight, 0, 1);
        init.uniform_(col_embed.weight, 0, 1);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The map has more rows or columns than there are vectors.</exception>
    public override Tensor forward(Tensor padding)
    {
        var (batch, height, width) = (padding.shape[0], padding.shape[1], padding.shape[2]);
        Check.That(height <= Most && width <= Most, nameof(padding), $"a map of at most {Most} x {Most}, which have learnt positions", $"{height} x {width}");
        using var scope = NewDisposeScope();
        var columns = col_embed.weight.narrow(0, 0, width).unsqueeze(0).expand(height, -1, -1);             // [H, W, F]
        var rows = row_embed.weight.narrow(0, 0, height).unsqueeze(1).expand(-1, width, -1);                // [H, W, F]
        return cat([columns, rows], -1).permute(2, 0, 1).unsqueeze(0).expand(batch, -1, -1, -1).MoveToOuterDisposeScope();
    }
}
