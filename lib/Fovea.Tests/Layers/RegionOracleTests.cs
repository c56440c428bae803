using System.Globalization;
using System.Text.RegularExpressions;
using Fovea.Layers;
using Fovea.Tests.Oracles;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Tests.Layers;

/// <summary>The region operators against torchvision's, on small tensors stored in full; a case's name tells its options.</summary>
public partial class RegionOracleTests
{
    public static TheoryData<string> Files => OracleFile.Named("micro_roi*.json");

    [Theory, MemberData(nameof(Files))]
    public void Features_of_regions_are_torchvisions(string name)
    {
        using var scope = NewDisposeScope();
        var file = OracleFile.Read(name);
        var (input, rois, positionSensitive) = (Values(file, "input"), Values(file, "rois"), Values(file, "ps_input"));
        var cases = Cases(file, "roi_", "ps_roi_");
        Assert.NotEmpty(cases);
        Assert.All(cases, which =>
        {
            var numbers = Options().Match(which.Name).Groups;
            int Number(string group) => int.Parse(numbers[group].Value, CultureInfo.InvariantCulture);
            var (size, scale) = ((Number("height"), Number("width")), 1.0 / Number("scale"));
            which.Expected.AssertEquals(which.Name.Split(' ')[0] switch
            {
                "roi_align" => RoiPooling.Align(input, rois, size, scale, Number("ratio"), bool.Parse(numbers["aligned"].Value)),
                "roi_pool" => RoiPooling.Max(input, rois, size, scale),
                "ps_roi_align" => RoiPooling.PositionSensitiveAlign(positionSensitive, rois, size, scale, Number("ratio")),
                "ps_roi_pool" => RoiPooling.PositionSensitivePool(positionSensitive, rois, size, scale),
                var other => throw new InvalidOperationException($"no operator for {other}"),
            });
        });
    }

    [Theory, MemberData(nameof(Files))]
    public void Deformable_convolution_is_torchvisions(string name)
    {
        using var scope = NewDisposeScope();
        var file = OracleFile.Read(name);
        Tensor Part(string part) => file.Tensor("dcn", part).Values().to(float32);
        var cases = Cases(file, "deform_conv2d");
        Assert.NotEmpty(cases);
        Assert.All(cases, which =>
        {
            int Option(string option) => Regex.Match(which.Name, option + @"=(\d+)") is { Success: true } match ? int.Parse(match.Groups[1].Value) : option == "pad" ? 0 : 1;
            var stride = Option("stride");
            var offset = Part(stride == 1 ? "offset (y,x per tap)" : $"offset stride {stride}");
            which.Expected.AssertEquals(DeformableConvolution.Apply(Part("input"), offset, Part("weight"), Part("bias"), stride, Option("pad"), Option("dilation"),
                which.Name.Contains("with mask") ? Part("mask") : null));
        });
    }

    [Theory, MemberData(nameof(Files))]
    public void The_boxes_kept_are_torchvisions(string name)
    {
        using var scope = NewDisposeScope();
        var file = OracleFile.Read(name);
        var (boxes, scores) = (Values(file, "nms_boxes"), Values(file, "nms_scores"));
        var cases = file.At("cases").EnumerateObject().Where(entry => entry.Name.StartsWith("nms")).ToArray();
        Assert.NotEmpty(cases);
        Assert.All(cases, entry =>
        {
            var threshold = double.Parse(Regex.Match(entry.Name, @"iou>([\d.]+)").Groups[1].Value, CultureInfo.InvariantCulture);
            Assert.Equal(entry.Value.EnumerateArray().Select(index => index.GetInt64()), NonMaximumSuppression.Keep(boxes, scores, threshold).data<long>().ToArray());
        });
    }

    [GeneratedRegex(@"scale=1/(?<scale>\d+) out=(?<height>\d+)x(?<width>\d+)( sampling=(?<ratio>-?\d+))?( aligned=(?<aligned>\w+))?")]
    private static partial Regex Options();

    private static (string Name, OracleTensor Expected)[] Cases(OracleFile file, params string[] beginnings) =>
        [.. file.Tensors("cases").Where(entry => beginnings.Any(entry.Name.StartsWith))];

    private static Tensor Values(OracleFile file, string name) => file.Tensor(name).Values().to(float32);
}
