using Fovea.Counting;
using Fovea.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Papers.FocusDetr;

/// <summary>The token selector (Section 3.2), of layers that its owner has registered under the names of its own.</summary>
/// <param name="options">How it selects.</param>
/// <param name="project">What tokens pass before they are scored, C to C. This and what follows is null only where chance selects.</param>
/// <param name="norm">And then.</param>
/// <param name="predictor">MLP_F of eq. 2.</param>
/// <param name="alpha">alpha of eq. 2, [L - 1]; null where no map's score weighs another's features.</param>
public sealed class TokenSelector(SelectorOptions options, Linear? project, LayerNorm? norm, MaskPredictor? predictor, Parameter? alpha)
{
    /// <summary>Scores tokens, and picks of each layer those with the highest scores.</summary>
    /// <param name="tokens">Features with their positions added, [B, N, C].</param>
    /// <param name="padding">[B, N].</param>
    /// <param name="without">Tokens that propose nothing, [B, N].</param>
    /// <param name="pyramid">The maps.</param>
    /// <returns>The tokens picked, and the scores as they come, of padding too, [B, N], which learn; null where chance picks.</returns>
    public (Selection Selection, Tensor? Scores) Select(Tensor tokens, Tensor padding, Tensor without, Pyramid pyramid)
    {
        using var scope = NewDisposeScope();
        var scores = options.Random ? rand(padding.shape, device: padding.device) : Score(Project(project!, norm!, tokens, without), pyramid);
        var masked = scores.detach().masked_fill(padding, scores.detach().min().ToSingle());
        var valid = padding.logical_not().sum(dim: 1).cpu().data<long>().ToArray();
        return (new(masked.MoveToOuterDisposeScope(), [.. options.Kept(valid.Max()).Select(Best)], [.. valid.Select(count => options.Kept(count)[0])]),
            options.Random ? null : scores.MoveToOuterDisposeScope());

        Tensor Best(int count)
        {
            var (_, best) = masked.topk(count);
            return best.MoveToOuterDisposeScope();
        }
    }

    /// <summary>Eq. 2: S_(l-1) = MLP_F(f_(l-1) (1 + UP(alpha_l S_l))), or what the options have in its place.</summary>
    /// <param name="tokens">f, [B, N, C].</param>
    /// <param name="pyramid">The maps.</param>
    /// <returns>S, logits, [B, N].</returns>
    public Tensor Score(Tensor tokens, Pyramid pyramid)
    {
        if (options.Modulation == ScoreModulation.Joint) return predictor!.call(tokens);
        var levels = Enumerable.Range(0, pyramid.Sizes.Count);
        if (options.Modulation == ScoreModulation.TopDown) levels = levels.Reverse();
        var scores = new Tensor[pyramid.Sizes.Count];
        Tensor? before = null;                                                  // [B, 1, h, w] of the map before
        foreach (var (i, level) in levels.Index())
        {
            var (height, width) = pyramid.Sizes[level];
            var own = pyramid.Part(tokens, level);                              // [B, h w, C]
            if (before is not null && alpha is not null)
            {
                var up = functional.interpolate(before, [height, width], mode: InterpolationMode.Bilinear, align_corners: true);
                own = own + own * up.flatten(2).transpose(1, 2) * alpha[i - 1]; // [B, 1, h, w] -> [B, h w, 1]
            }
            scores[level] = predictor!.call(own);                                // [B, h w]
            before = scores[level].view(-1, 1, height, width);
        }
        return cat(scores, 1);
    }

    /// <summary>What the selector scores and the first stage reads; zeros where a token proposes nothing.</summary>
    /// <param name="project">C to C.</param>
    /// <param name="norm">Of C.</param>
    /// <param name="tokens">[B, N, C].</param>
    /// <param name="without">Tokens that propose nothing, [B, N].</param>
    public static Tensor Project(Linear project, LayerNorm norm, Tensor tokens, Tensor without) =>
        norm.call(project.call(tokens.masked_fill(without.unsqueeze(-1), 0)));

    /// <summary>Adds the operations of <see cref="Select"/>.</summary>
    /// <param name="tally">Collects them, at the owner's place.</param>
    /// <param name="maps">[B, C, h, w] of each map.</param>
    public void Count(Tally tally, IReadOnlyList<long[]> maps)
    {
        long[] tokens = [maps[0][0], maps.Sum(map => map[2] * map[3]), maps[0][1]];
        tally.Each(OpKind.Add, tokens);                                         // positions
        if (!options.Random) CountScores(tally, maps, tokens);
        foreach (var _ in options.KeepRatios) tally.Each(OpKind.Sort, tokens[..2]);
    }

    private void CountScores(Tally tally, IReadOnlyList<long[]> maps, long[] tokens)
    {
        CountProjection(tally, project!, norm!, tokens);
        foreach (var length in options.Modulation == ScoreModulation.Joint ? [tokens[1]] : maps.Select(map => map[2] * map[3]))
            tally.Through("enc_mask_predictor", predictor!, tokens[0], length, tokens[2]);
        if (alpha is null) return;
        var first = options.Modulation == ScoreModulation.TopDown ? maps.Count - 1 : 0;
        foreach (var map in maps.Where((_, level) => level != first))
        {
            tally.Each(OpKind.BilinearLookup, map[0], map[2], map[3]);
            tally.Each(OpKind.Multiply, 2, map[0], map[1], map[2], map[3]);
            tally.Each(OpKind.Add, map);
        }
    }

    /// <summary>Adds the operations of <see cref="Project"/>.</summary>
    public static void CountProjection(Tally tally, Linear project, LayerNorm norm, long[] tokens) =>
        tally.Through("enc_output_norm", norm, tally.Through("enc_output", project, tokens));
}
