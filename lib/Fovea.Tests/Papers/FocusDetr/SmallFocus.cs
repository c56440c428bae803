using Fovea.Counting;
using Fovea.Papers.FocusDetr;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Tests.Papers.FocusDetr;

/// <summary>A model small enough for tests: three maps of 16 channels, two layers each way.</summary>
internal static class SmallFocus
{
    public static FocusDetrOptions Options { get; } = new()
    {
        Width = 16, Heads = 2, Levels = 3, Points = 2, FeedForward = 32, NormGroups = 4, EncoderLayers = 2, DecoderLayers = 2, Queries = 12, Classes = 5,
        Selector = new([.5, .2]), FineTokens = 6, Denoising = new() { Pairs = 6 },
    };

    public static FocusDetrOptions Sparse { get; } = Options with
    {
        Selector = SelectorOptions.Sparse(.4, 2), FineTokens = 0, Values = EncoderValues.Updated,
    };

    public static FocusDetrOptions Random { get; } = Sparse with { Selector = Sparse.Selector! with { Random = true } };

    public static FocusDetrOptions Dense { get; } = Sparse with { Selector = null };

    public static FocusDetrOptions TwoStage { get; } = Sparse with { Origin = QueryOrigin.Encoder, Denoising = null };

    public static FocusDetrOptions OneStage { get; } = Dense with { Origin = QueryOrigin.Learnt, RefinesBoxes = false, Denoising = null };

    public static FocusDetrModel Build(FocusDetrOptions options) => new(options, new Maps());

    /// <summary>Two convolutions of stride 8 and 2.</summary>
    public sealed class Maps : Module, IPyramidBackbone
    {
        private readonly Conv2d conv1 = Conv2d(3, 6, 9, stride: 8, padding: 4);
        private readonly Conv2d conv2 = Conv2d(6, 10, 3, stride: 2, padding: 1);

        public Maps() : base(nameof(Maps)) => RegisterComponents();

        public IReadOnlyList<int> Channels { get; } = [6, 10];

        public IReadOnlyList<int> Strides { get; } = [8, 16];

        IReadOnlyList<Tensor> IPyramidBackbone.Maps(Tensor images)
        {
            var first = conv1.call(images);
            return [first, conv2.call(first)];
        }

        public IReadOnlyList<long[]> CountMaps(Tally tally, long[] images)
        {
            var first = tally.Through(nameof(conv1), conv1, images);
            return [first, tally.Through(nameof(conv2), conv2, first)];
        }
    }
}
