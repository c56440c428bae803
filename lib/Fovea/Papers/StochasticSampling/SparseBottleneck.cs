using Fovea.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Papers.StochasticSampling;

/// <summary>What a bottleneck gives that computes what it samples.</summary>
/// <param name="Features">At all positions.</param>
/// <param name="Density">Shares of positions that the masks sample.</param>
public readonly record struct SparseOutput(FeatureRows Features, Density Density);

/// <summary>
/// A <see cref="SampledBottleneck"/> for inference, equal to it but for rounding: of the first convolution it computes the sampled
/// positions that are read, of the second and third the sampled positions. It interpolates the first's features where the
/// second reads them, each once. The third convolution being linear, what comes before it need not be interpolated: its
/// outputs are, in one pass with the addition to the carried input, which stays where it is in memory.
/// </summary>
/// <remarks>Takes the weights as they are when it is made. Not for use by two threads at once.</remarks>
public sealed class SparseBottleneck : IDisposable
{
    private const int ChunkSize = 1 << 18;       // numbers, so that what is gathered stays in the processor's cache ...
    private const int SharedChunkSize = 1 << 20; // ... where several threads have to be woken for each piece, larger
    private const int LeastRows = 512;           // ... unless a product of matrices would then have too few rows

    private readonly SampledBottleneck block;
    private readonly SparseTables tables;
    private readonly (SparseMemory Inner, SparseMemory Outer) memory;
    private readonly bool ownsMemory;
    private readonly FoldedConvolution conv1, conv2, conv3;
    private readonly FoldedConvolution? downsample, offsets;
    private readonly Tensor masks;      // [2 * 9, C]
    private readonly Tensor maskBias;   // [1, 2, 1, 1]
    private readonly GumbelGate gate1, gate2;

    /// <param name="block">Stays its owner's.</param>
    /// <exception cref="ArgumentException">The bottleneck is not sampled, or in training.</exception>
    public SparseBottleneck(SampledBottleneck block) : this(block, (new(), new())) => ownsMemory = true;

    /// <param name="block">Stays its owner's.</param>
    /// <param name="memory">For features of the first and the third convolution; other bottlenecks may use it, one after the other.</param>
    /// <exception cref="ArgumentException">The bottleneck is not sampled, or in training.</exception>
    internal SparseBottleneck(SampledBottleneck block, (SparseMemory Inner, SparseMemory Outer) memory)
    {
        Check.That(block.Options.Sampling is not null, nameof(block), "a bottleneck with masks", "one without");
        Check.That(!block.training, nameof(block), "a bottleneck in evaluation mode", "one in training");
        (this.block, this.memory) = (block, memory);
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        var parts = block.Parts;
        T Part<T>(string name) where T : Module => (T)parts[name];
        FoldedConvolution Folded(string conv, string norm) => FoldedConvolution.Of(Part<Conv2d>(conv), Part<BatchNorm2d>(norm));
        InterpolationWindow Window(string sigma) => new(block.get_parameter(sigma)!.ToDouble(), block.Options.Sampling!.Window);

        (conv1, conv2, conv3) = (Folded("conv1", "bn1"), Folded("conv2", "bn2"), Folded("conv3", "bn3"));
        downsample = parts.ContainsKey("downsample") ? Folded("downsample.0", "downsample.1") : null;
        offsets = parts.ContainsKey("conv2_offset") ? FoldedConvolution.Of(Part<Conv2d>("conv2_offset")) : null;
        var (mask1, mask2) = (Part<Conv2d>("conv1_mask"), Part<Conv2d>("conv2_mask"));
        masks = cat([mask1.weight, mask2.weight], 0).flip(2, 3).permute(0, 2, 3, 1)             // [2, 3, 3, C]
            .reshape(2 * SampledBottleneck.Taps, -1).DetachFromDisposeScope();
        maskBias = cat([mask1.bias!, mask2.bias!], 0).view(1, 2, 1, 1).DetachFromDisposeScope();
        (gate1, gate2) = (Part<GumbelGate>("conv1_gumbel"), Part<GumbelGate>("conv2_gumbel"));
        tables = new(block.Options, Window("conv1_sigma"), Window("conv2_sigma"));
    }

    private SampledPositions Inner => tables.Inner;

    private SampledPositions Outer => tables.Outer;

    /// <summary>Runs the bottleneck.</summary>
    /// <param name="input">Features; where the bottleneck keeps resolution and channels, its output takes their memory.</param>
    /// <param name="profile">Is given the seconds of each step.</param>
    public SparseOutput Run(FeatureRows input, SparseProfile? profile = null)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        profile?.Begin();
        Sample(input);
        profile?.End(SparseStep.Masks);
        Build(offsets is null ? null : Offsets(input));
        profile?.End(SparseStep.Tables);
        var features = First(input);
        profile?.End(SparseStep.FirstConvolution);
        Interpolate(features);
        profile?.End(SparseStep.Interpolation);
        var residual = SecondAndThird(features);
        profile?.End(SparseStep.OtherConvolutions);
        var output = Add(input, residual);
        profile?.End(SparseStep.Output);
        return new(output with { Values = output.Values.MoveToOuterDisposeScope() }, new(Inner.Density, Outer.Density));
    }

    /// <summary>
    /// Draws both masks. A 3x3 convolution to one channel is a product of every position with its nine taps, and then a sum of
    /// nine shifted maps.
    /// </summary>
    private void Sample(FeatureRows input)
    {
        var taps = input.Values.view(input.Batch, -1, input.Channels).transpose(1, 2);          // [B, C, H W]
        var logits = functional.fold(masks.matmul(taps), (input.Height, input.Width), (3, 3), padding: (1, 1)) + maskBias; // [B, 2, H, W]
        var stride = block.Options.Stride;
        var second = logits.narrow(1, 1, 1).slice(2, 0, input.Height, stride).slice(3, 0, input.Width, stride);
        Inner.Read(gate1.call(logits.narrow(1, 0, 1)).Mask, computeAll: false);
        Outer.Read(gate2.call(second).Mask, computeAll: true);
    }

    /// <summary>Offsets, and the weights of a modulated convolution, where the second mask samples.</summary>
    private float[] Offsets(FeatureRows input)
    {
        using var scope = NewDisposeScope();
        var found = empty([Outer.Computed.Count, offsets!.Outputs], input.Values.dtype, input.Values.device);
        tables.BuildNeighbours(input);
        Columns(input.Values, (start, columns) => found.narrow(0, start, columns.shape[0]).copy_(offsets.Apply(columns)));
        if (block.Options.Deformation == Deformation.Modulated) found.narrow(1, 2 * SampledBottleneck.Taps, SampledBottleneck.Taps).sigmoid_();
        return found.cpu().data<float>().ToArray();
    }

    private void Build(float[]? shifts)
    {
        if (get_num_threads() > 1) Parallel.Invoke(() => tables.BuildColumns(shifts), tables.BuildOutput);
        else
        {
            tables.BuildColumns(shifts);
            tables.BuildOutput();
        }
    }

    /// <summary>The first convolution where it is read, with room for what is interpolated from it.</summary>
    private Tensor First(FeatureRows input)
    {
        var values = input.Values;
        var features = memory.Inner.Take(Inner.Computed.Count + tables.Interpolated.Count, conv1.Outputs, values.dtype, values.device);
        var positions = Inner.Indices(values.device);
        InChunks(Inner.Computed.Count, input.Channels, LeastRows, (start, count) =>
            features.narrow(0, start, count).copy_(conv1.Apply(values.index_select(0, positions.narrow(0, start, count))).relu_()));
        return features;
    }

    private void Interpolate(Tensor features)
    {
        var computed = Inner.Computed.Count;
        var rows = Rows(features.narrow(0, 0, computed));
        InChunks(tables.Interpolated.Count, conv1.Outputs, 1, (start, count) =>
            features.narrow(0, computed + start, count).copy_(tables.Interpolated.Of(rows, start, count)));
    }

    /// <summary>The outputs of the third convolution where it is sampled, and its bias as the last row.</summary>
    private Tensor SecondAndThird(Tensor features)
    {
        var sampled = Outer.Computed.Count;
        var residual = memory.Outer.Take(sampled + 1, conv3.Outputs, features.dtype, features.device);
        residual[sampled] = conv3.Bias;
        Columns(features, (start, columns) =>
            residual.narrow(0, start, columns.shape[0]).copy_(conv3.Product(conv2.ApplyGrouped(columns, SampledBottleneck.Taps).relu_())));
        return residual;
    }

    private FeatureRows Add(FeatureRows input, Tensor residual)
    {
        var output = downsample is null ? input : Carried(input);
        var rows = Rows(residual);
        InChunks(Outer.Count, output.Channels, 1, (start, count) =>
            output.Values.narrow(0, start, count).add_(tables.Output.Of(rows, start, count)).relu_());
        return output;
    }

    private FeatureRows Carried(FeatureRows input)
    {
        var stride = block.Options.Stride;
        var kept = input.Values.view(input.Batch, input.Height, input.Width, input.Channels)
            .slice(1, 0, input.Height, stride).slice(2, 0, input.Width, stride).reshape(-1, input.Channels);
        return new(downsample!.Apply(kept), input.Batch, Outer.Height, Outer.Width);
    }

    /// <summary>What a 3x3 convolution reads where the second mask samples, piece by piece.</summary>
    /// <param name="source">Whose rows the tables' columns name.</param>
    /// <param name="use">Is given the first row of the piece and [count, 9 C].</param>
    private void Columns(Tensor source, Action<int, Tensor> use)
    {
        var rows = Rows(source);
        InChunks(Outer.Computed.Count, SampledBottleneck.Taps * (int)source.shape[1], LeastRows, (start, count) =>
            use(start, tables.Columns.Of(rows, SampledBottleneck.Taps * start, SampledBottleneck.Taps * count).view(count, -1)));
    }

    private static EmbeddingBag Rows(Tensor rows) => EmbeddingBag_from_pretrained(rows, mode: EmbeddingBagMode.Sum);

    private static void InChunks(int rows, int width, int least, Action<int, int> use)
    {
        var most = Math.Max(least, (get_num_threads() > 1 ? SharedChunkSize : ChunkSize) / width);
        for (var start = 0; start < rows; start += most)
        {
            using var scope = NewDisposeScope();
            use(start, Math.Min(most, rows - start));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var part in new[] { conv1, conv2, conv3, downsample, offsets }) part?.Dispose();
        masks.Dispose();
        maskBias.Dispose();
        if (!ownsMemory) return;
        memory.Inner.Dispose();
        memory.Outer.Dispose();
    }
}
