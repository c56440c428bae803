using Fovea.Counting;
using Fovea.Detection.Detr;
using Fovea.Layers;
using Fovea.Papers.PnpDetr;
using Fovea.Tests.Counting;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Tests.Papers.PnpDetr;

/// <summary>PnP-DETR as a DETR: its costs, its batches, its masks.</summary>
public class PnpDetrModelTests
{
    private static readonly PnpDetrOptions Small = new() { Detr = DetrOptions.Small, Sampler = new() { Width = 64, PoolNumber = 4 } };

    [Theory]
    [InlineData(1.0 / 3, 4)]
    [InlineData(.5, 4)]
    [InlineData(.4, 0)]
    [InlineData(0, 4)]
    public void A_model_executes_what_it_states(double alpha, int pool)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        using var model = (Small with { Sampler = Small.Sampler with { PoolNumber = pool }, ProjectsBack = true }).Build();
        model.eval();
        var transformer = PnpTransformer.Of(model);
        transformer.Alpha = alpha;
        var features = randn(2, 64, 5, 6);
        var (none, queries) = (zeros(2, 5, 6, dtype: ScalarType.Bool), randn(25, 64));
        PnpTransformerOutput? made = null;
        var executed = ExecutedOperators.Of(() => made = (PnpTransformerOutput)transformer.call(features, none, features, queries));
        var stated = Operations.Of(new Counted(transformer), features.shape);
        Assert.Empty(ExecutedCountTests.Differences(stated.Where(op => op.Kind is not (OpKind.Gather or OpKind.Reduce)),
            executed.Where(op => op.Key is not (OpKind.Gather or OpKind.Reduce)).ToDictionary()));
        Assert.Equal([2, 64, 5, 6], made!.Memory!.shape);
    }

    [Theory]
    [InlineData(800, 1066, 1.0 / 3)]
    [InlineData(640, 480, .2)]
    public void Encoder_and_decoder_cost_what_the_authors_counter_says(int height, int width, double alpha)
    {
        foreach (var options in new[] { PnpDetrOptions.R50, PnpDetrOptions.R50Dc5 })
        {
            using var model = Blueprint.Of(options.Build);
            PnpTransformer.Of(model).Alpha = alpha;
            var operations = Operations.Of(model, 1, 3, height, width);
            var stride = options == PnpDetrOptions.R50 ? 32 : 16;
            var (rows, columns) = ((height + stride - 1) / stride, (width + stride - 1) / stride);
            double tokens = PnpTransformer.Of(model).Sampler.FineLength(rows, columns) + options.Sampler.PoolNumber;
            Assert.Equal(3360 * tokens * tokens + 7_918_080 * tokens, Cost("transformer.encoder"));
            Assert.Equal(1_127_040 * tokens + 904_972_800, Cost("transformer.decoder"));
            Assert.True(Cost("transformer.sampler") > 0);

            double Cost(string part) => operations.Where(op => op.Where.StartsWith(part, StringComparison.Ordinal)).Sum(Conventions.PnpDetr.Cost);
        }
    }

    [Fact]
    public void A_map_is_transformed_alike_alone_and_in_a_padded_batch()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        manual_seed(0);
        using var transformer = new PnpTransformer(Small.Detr.Transformer, Small.Sampler, projectsBack: true);
        transformer.eval();
        var (features, positions, queries) = (randn(2, 64, 7, 8), randn(2, 64, 7, 8), randn(25, 64));
        var padding = zeros(2, 7, 8, dtype: ScalarType.Bool);
        padding[0, 5..] = padding[0, .., 6..] = true;
        foreach (var alpha in new[] { .2, .5, 1 })
        {
            transformer.Alpha = alpha;
            var batch = (PnpTransformerOutput)transformer.call(features, padding, positions, queries);
            var alone = (PnpTransformerOutput)transformer.call(features[..1, .., ..5, ..6], padding[..1, ..5, ..6], positions[..1, .., ..5, ..6], queries);
            Assert.True(batch.Set.Lengths[0] < batch.Set.Lengths[1]);
            AssertClose(alone.States[.., 0], batch.States[.., 0]);
            AssertClose(alone.Memory![0], batch.Memory![0, .., ..5, ..6]);
            Assert.Equal(0, batch.Memory![0].masked_fill(padding[0].logical_not(), 0).abs().sum().ToDouble());
        }

        static void AssertClose(Tensor expected, Tensor found) => Assert.Equal(0, (expected - found).abs().max().ToDouble(), 1e-4);
    }

    [Fact]
    public void One_loaded_model_detects_at_any_alpha()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        using var model = Small.Build();
        model.eval();
        var images = PaddedImages.Of([randn(3, 160, 160)]);
        var counts = new List<int>();
        foreach (var alpha in new[] { .2, .5, 1, .2 })
        {
            PnpTransformer.Of(model).Alpha = alpha;
            counts.Add(((PnpTransformerOutput)model.call(images.Images, images.Padding).Transformer).Set.Fine);
        }
        Assert.Equal([5, 12, 25, 5], counts);
    }

    [Fact]
    public void A_mask_head_draws_on_what_is_projected_back()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var small = Small with { Detr = Small.Detr with { Transformer = Small.Detr.Transformer with { Width = 128, Heads = 8 } }, Sampler = Small.Sampler with { Width = 128 }, ProjectsBack = true };
        using var model = new PanopticModel(small.Build());
        model.eval();
        var images = PaddedImages.Of([randn(3, 96, 128)]);
        Assert.Equal([1, 25, 24, 32], model.call(images.Images, images.Padding).Masks.shape);
    }

    [Fact]
    public void The_sampler_begins_as_the_framework_does_and_the_rest_as_xavier()
    {
        manual_seed(0);
        using var scope = NewDisposeScope();
        using var model = new PnpTransformer(new(), new());
        var key = model.Sampler.get_parameter("k_proj.weight")!;
        Assert.InRange(key.abs().max().ToDouble(), .9 / 16, 1.0 / 16);                       // uniform up to 1 / sqrt(256), not sqrt(6 / 316)
    }

    [Fact]
    public void Samplers_that_do_not_go_with_a_transformer_are_refused()
    {
        Assert.StartsWith("Width: expected the transformer's, 256, found 64", Refused(new() { Width = 64 }));
        Assert.StartsWith("Selection: expected one that needs no numbers of images", Refused(new() { Selection = FineSelection.Random }));
        Assert.StartsWith("Selection: expected one whose tokens come from a location each", Refused(new() { Selection = FineSelection.Interpolated }));

        static string Refused(SamplerOptions sampler) => Assert.Throws<ArgumentException>(() => new PnpTransformer(new(), sampler, projectsBack: true)).Message;
    }

    private sealed class Counted(DetrTransformer transformer) : nn.Module(nameof(Counted)), ICounted
    {
        public long[] Count(Tally tally, long[] input) => transformer.Count(tally, input, 25);
    }
}
