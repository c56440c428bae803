using System.Text.Json;
using Fovea.Detection;
using Fovea.Layers;
using Fovea.Papers.FocusDetr;
using Fovea.Tests.Oracles;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Tests.Papers.FocusDetr;

/// <summary>The parts of Focus-DETR against the authors' code, on small tensors stored in full.</summary>
public class FocusOracleTests
{
    private const double Tolerance = 1e-5;

    // How the file writes infinity.
    private const double Infinite = 1e30;

    public static TheoryData<string> Files => OracleFile.Named("micro_focus*.json");

    [Theory, MemberData(nameof(Files))]
    public void Deformable_attention_is_the_authors(string name)
    {
        using var scope = NewDisposeScope();
        var file = OracleFile.Read(name);
        var stored = file.At("msdeformattn");
        int Number(string option) => stored.GetProperty(option).GetInt32();
        var (query, positions, value) = (Values(file, "msdeformattn", "query"), Values(file, "msdeformattn", "query_pos"), Values(file, "msdeformattn", "value"));
        var pyramid = Sizes(stored.GetProperty("spatial_shapes"));
        var attention = new MultiScaleDeformableAttention((int)query.shape[2], Number("heads"), Number("levels"), Number("points"));
        Load(attention, file, "msdeformattn");
        Check("out_ref2", "ref2", null);
        Check("out_ref4", "ref4", null);
        Check("out_ref2_masked", "ref2", Values(file, "msdeformattn", "key_padding_mask").to(@bool));

        void Check(string expected, string references, Tensor? padding)
        {
            var lookups = attention.Look(query + positions, Values(file, "msdeformattn", references), pyramid);
            file.Tensor("msdeformattn", expected).AssertEquals(query + attention.Attend(lookups, value, pyramid, padding));
        }
    }

    [Theory, MemberData(nameof(Files))]
    public void Lookups_are_summed_as_the_authors_do(string name)
    {
        using var scope = NewDisposeScope();
        var file = OracleFile.Read(name);
        Tensor Part(string part) => Values(file, "msdeformattn_core", part);
        file.Tensor("msdeformattn_core", "out").AssertEquals(MultiScaleDeformableAttention.Sum(
            Part("value"), new Lookups(Part("locations"), Part("weights")), Sizes(file.At("msdeformattn", "spatial_shapes"))));
    }

    [Theory, MemberData(nameof(Files))]
    public void Positions_are_the_authors(string name)
    {
        using var scope = NewDisposeScope();
        var file = OracleFile.Read(name);
        int Features(string part) => file.At(part, "num_pos_feats").GetInt32();
        file.Tensor("sine_pos_offset_-0.5", "out").AssertEquals(
            new SinePosition(Features("sine_pos_offset_-0.5"), offset: -.5).call(Values(file, "sine_pos_offset_-0.5", "mask").to(@bool)));
        file.Tensor("get_sine_pos_embed", "out").AssertEquals(BoxPositions.Of(Values(file, "get_sine_pos_embed", "in"), Features("get_sine_pos_embed")));
    }

    [Theory, MemberData(nameof(Files))]
    public void Proposals_are_the_authors(string name)
    {
        using var scope = NewDisposeScope();
        var file = OracleFile.Read(name);
        var (memory, padding) = (Values(file, "proposals", "memory"), Values(file, "proposals", "mask").to(@bool));
        var (boxes, without) = TokenPlaces.Proposals(Sizes(file.At("proposals", "spatial_shapes")), padding, new FocusDetrOptions().ProposalSide);
        var expected = Values(file, "proposals", "output_proposals(inf written as 1e30)");
        Assert.True(boxes.isinf().Equals(expected >= Infinite));
        Assert.InRange((boxes - expected).masked_fill(boxes.isinf(), 0).abs().max().ToDouble(), 0, Tolerance);
        Assert.Equal(file.At("proposals", "valid_token_nums").EnumerateArray().Select(count => count.GetInt64()),
            padding.logical_not().sum(dim: 1).data<long>().ToArray());

        var projection = new Projection((int)memory.shape[2]);
        Load(projection, file, "proposals");
        file.Tensor("proposals", "output_memory").AssertEquals(projection.call(memory.masked_fill(without.unsqueeze(-1), 0)));
    }

    [Theory, MemberData(nameof(Files))]
    public void Reference_points_are_the_authors(string name)
    {
        using var scope = NewDisposeScope();
        var file = OracleFile.Read(name);
        file.Tensor("reference_points", "out").AssertEquals(
            TokenPlaces.References(Sizes(file.At("proposals", "spatial_shapes")), Values(file, "reference_points", "valid_ratios")));
    }

    [Theory, MemberData(nameof(Files))]
    public void Scores_of_tokens_are_the_authors(string name)
    {
        using var scope = NewDisposeScope();
        var file = OracleFile.Read(name);
        var input = Values(file, "mask_predictor", "x");
        var predictor = new MaskPredictor((int)input.shape[2]);
        Load(predictor, file, "mask_predictor");
        file.Tensor("mask_predictor", "out").AssertEquals(predictor.call(input).unsqueeze(-1));

        var size = file.At("upsample", "size").EnumerateArray().Select(side => side.GetInt64()).ToArray();
        file.Tensor("upsample", "out").AssertEquals(
            nn.functional.interpolate(Values(file, "upsample", "x"), size, mode: InterpolationMode.Bilinear, align_corners: true));
    }

    [Theory, MemberData(nameof(Files))]
    public void Foreground_tokens_are_the_authors(string name)
    {
        using var scope = NewDisposeScope();
        var file = OracleFile.Read(name);
        var stored = file.At("label_assignment");
        var (pyramid, labels) = (Sizes(stored.GetProperty("level_shapes")), Labels(file));
        var corners = Boxes(stored.GetProperty("boxes_xyxy"));
        var found = labels.Of(pyramid, [corners]);
        foreach (var (level, expected) in stored.GetProperty("positive_flat_indices_per_level").EnumerateArray().Index())
            Assert.Equal(expected.EnumerateArray().Select(index => index.GetInt64()), pyramid.Part(found, level)[0].nonzero().flatten().data<long>().ToArray());

        var batch = stored.GetProperty("padded_boxes_batch");
        var images = batch.GetProperty("boxes").EnumerateArray().Zip(batch.GetProperty("labels").EnumerateArray(), (boxes, there) =>
            Boxes(boxes)[tensor(there.EnumerateArray().Select(label => label.GetDouble() > 0).ToArray())]).ToArray();
        Assert.Equal(batch.GetProperty("positives_per_image").EnumerateArray().Select(count => count.GetInt64()),
            labels.Of(pyramid, images).sum(dim: 1).data<long>().ToArray());
    }

    [Theory, MemberData(nameof(Files))]
    public void The_selectors_loss_is_the_authors(string name)
    {
        using var scope = NewDisposeScope();
        var file = OracleFile.Read(name);
        var pyramid = Sizes(file.At("label_assignment", "level_shapes"));
        var scores = Drawn(file, "micro.focus.score", 2, 1, pyramid.Tokens);
        Assert.Equal(file.At("select_loss", "first8").EnumerateArray().Select(value => value.GetSingle()), scores.flatten()[..8].data<float>().ToArray());
        var foreground = Labels(file).Of(pyramid, [Boxes(file.At("label_assignment", "boxes_xyxy"))]);
        file.Tensor("select_loss", "loss_per_image").AssertEquals(SelectorLoss.ByBoxes(scores, foreground).view(1));
    }

    [Theory, MemberData(nameof(Files))]
    public void Losses_are_the_authors(string name)
    {
        using var scope = NewDisposeScope();
        var file = OracleFile.Read(name);
        var (criterion, targets) = (new FocusCriterion { Labels = Labels(file) }, Targets(file));
        var last = new QueryOutput(Values(file, "criterion", "logits"), Values(file, "criterion", "boxes"));
        var set = new SetCriterion(criterion.Set);
        Assert.Equal(file.At("criterion", "indices").EnumerateArray().Select(image => (Numbers(image[0]), Numbers(image[1]))),
            set.Matcher.Match(last, targets).Select(match => (match.Queries, match.Objects)));
        AssertLosses(last, "");
        AssertLosses(Layer(file, "aux"), "_0");
        AssertLosses(Layer(file, "enc"), "_enc");

        var pyramid = Sizes(file.At("label_assignment", "level_shapes"));
        var scores = Drawn(file, "micro.focus.score2", 2, targets.Length, pyramid.Tokens);
        var sizes = file.At("criterion", "targets").EnumerateArray().Select(target => Numbers(target.GetProperty("size_hw"))).Select(size => ((int)size[0], (int)size[1])).ToArray();
        var output = new FocusDetrOutput([Layer(file, "aux"), last], Layer(file, "enc"), scores, null, [], zeros(targets.Length, pyramid.Tokens).to(@bool), pyramid);
        double Loss(string loss) => file.At("criterion", "losses", loss).GetDouble();
        double Weight(string loss) => file.At("criterion", "weight_dict_after_init", loss).GetDouble();
        var expected = Weight("select_loss") * Loss("select_loss") + new[] { "", "_0", "_enc" }
            .Sum(layer => new[] { "loss_class", "loss_bbox", "loss_giou" }.Sum(loss => Weight(loss) * Loss(loss + layer)));
        Assert.Equal(expected, criterion.Loss(output, targets, sizes).ToDouble(), 1e-4);

        void AssertLosses(QueryOutput layer, string suffix)
        {
            var losses = set.Losses(layer, targets, set.Matcher.Match(layer, targets), SetCriterion.ObjectsOf(targets));
            Assert.Equal(Loss($"loss_class{suffix}"), losses.Class.ToDouble(), Tolerance);
            Assert.Equal(Loss($"loss_bbox{suffix}"), losses.Box.ToDouble(), Tolerance);
            Assert.Equal(Loss($"loss_giou{suffix}"), losses.GIoU.ToDouble(), Tolerance);
        }
    }

    [Theory, MemberData(nameof(Files))]
    public void Denoising_queries_are_the_authors(string name)
    {
        using var scope = NewDisposeScope();
        var file = OracleFile.Read(name);
        var embedding = Values(file, "cdn_no_noise", "label_enc");
        var labels = nn.Embedding(embedding.shape[0], embedding.shape[1]);
        using (no_grad()) labels.weight.copy_(embedding);
        var options = new DenoisingOptions { Pairs = file.At("cdn_no_noise", "dn_number").GetInt32(), LabelNoise = 0, BoxNoise = 0 };
        var all = file.Tensor("cdn_no_noise", "attn_mask").Shape[0];
        var own = all - file.Tensor("cdn_no_noise", "query_bbox(unsigmoid)").Shape[1];
        var found = DenoisingQueries.Of(Targets(file), options, labels, own)!;
        file.Tensor("cdn_no_noise", "query_label").AssertEquals(found.Contents);
        file.Tensor("cdn_no_noise", "query_bbox(unsigmoid)").AssertEquals(found.Boxes);
        file.Tensor("cdn_no_noise", "attn_mask").AssertEquals(found.Mask);
        Assert.Equal((file.At("cdn_no_noise", "dn_meta", "single_padding").GetInt32(), file.At("cdn_no_noise", "dn_meta", "dn_num").GetInt32()), (found.Places, found.Groups));
    }

    // The parameters stored under the module's own names, of which there are no others.
    private static void Load(nn.Module module, OracleFile file, string part)
    {
        using var _ = no_grad();
        var state = module.state_dict();
        Assert.Equal(file.Tensors(part, "params").Select(entry => entry.Name), state.Keys);
        foreach (var (key, stored) in file.Tensors(part, "params")) state[key].copy_(stored.Values());
        module.eval();
    }

    private static Tensor Values(OracleFile file, params string[] path) => file.Tensor(path).Values().to(float32);

    private static Tensor Drawn(OracleFile file, string key, double scale, params long[] shape) =>
        tensor(file.Formula.Values(key).Take((int)shape.Aggregate((product, side) => product * side)).Select(v => (float)(scale * v)).ToArray()).view(shape);

    private static long[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(number => number.GetInt64())];

    private static Pyramid Sizes(JsonElement shapes) => new([.. shapes.EnumerateArray().Select(size => (size[0].GetInt64(), size[1].GetInt64()))]);

    private static Tensor Boxes(JsonElement boxes) =>
        tensor(boxes.EnumerateArray().SelectMany(box => box.EnumerateArray().Select(corner => corner.GetSingle())).ToArray()).view(-1, 4);

    private static ForegroundLabels Labels(OracleFile file) => new()
    {
        Strides = [.. file.At("label_assignment", "strides").EnumerateArray().Select(stride => stride.GetInt32())],
        Ranges = [.. file.At("label_assignment", "limit_range").EnumerateArray().Select(range => new DistanceRange(range[0].GetDouble(), range[1].GetDouble()))],
    };

    private static QueryOutput Layer(OracleFile file, string part) => new(Values(file, "criterion", part, "pred_logits"), Values(file, "criterion", part, "pred_boxes"));

    private static DetectionTarget[] Targets(OracleFile file) => [.. file.At("criterion", "targets").EnumerateArray().Select(target => new DetectionTarget(
        tensor(Numbers(target.GetProperty("labels"))), new OracleTensor("boxes", target.GetProperty("boxes_cxcywh")).Values().to(float32)))];

    // The two layers that the selector and the first stage share, under the model's names.
    private sealed class Projection : nn.Module<Tensor, Tensor>
    {
        private readonly TorchSharp.Modules.Linear enc_output;
        private readonly TorchSharp.Modules.LayerNorm enc_output_norm;

        public Projection(int width) : base(nameof(Projection))
        {
            (enc_output, enc_output_norm) = (nn.Linear(width, width), nn.LayerNorm(width));
            RegisterComponents();
        }

        public override Tensor forward(Tensor memory) => enc_output_norm.call(enc_output.call(memory));
    }
}
