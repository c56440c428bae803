using Fovea.Counting;
using Fovea.Papers.RegionFeatures;
using TorchSharp;
using TorchSharp.Native;
using static TorchSharp.torch;

namespace Fovea.Tests.Papers.RegionFeatures;

/// <summary>The learned module: its sampling, its efficient form, its cost.</summary>
public class LearnedFeaturesTests
{
    private const double Scale = DrawnRegions.Scale;

    private readonly DrawnRegions drawn = new();

    [Theory]
    [InlineData(Support.Region)]
    [InlineData(Support.TwiceArea)]
    [InlineData(Support.Image)]
    public void Sampled_at_stride_one_is_dense(Support support)
    {
        using var scope = NewDisposeScope();
        var (features, rois) = (drawn.Features(), drawn.Anywhere(40));
        Tensor Found(SamplingOptions sampling)
        {
            manual_seed(4);
            using var extractor = (LearnedFeatures)new LearnedFeatures(
                new() { Parts = 6, Embedding = 8, Transform = 5, Support = support, Sampling = sampling }, DrawnRegions.Channels).to(float64);
            foreach (var weight in extractor.parameters()) weight.detach().mul_(50);
            return extractor.call(features, rois, Scale);
        }
        var dense = Found(SamplingOptions.Dense);
        RegionExtractorTests.AssertClose(dense, Found(new() { Inside = 1_000_000, Outside = 99 }), 1e-12);
        Assert.True((dense - Found(new() { Inside = 4, Outside = 9 })).abs().max().ToDouble() > .01);
    }

    /// <summary>At N = 300, K = 49, H W = 2250, in single precision, where regions are worked on in pieces.</summary>
    [Fact]
    public void The_efficient_form_is_the_naive_one_at_the_papers_size()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        manual_seed(1);
        var (features, rois) = EfficiencyTrial.Input(seed: 2);
        using var extractor = new LearnedFeatures(new(), EfficiencyTrial.Channels);
        RegionExtractorTests.AssertClose(extractor.Naive(features, rois, EfficiencyTrial.Scale), extractor.call(features, rois, EfficiencyTrial.Scale), 1e-5);
    }

    [Fact]
    public void Parts_look_at_the_same_at_first_and_at_places_of_their_own_by_geometry()
    {
        using var scope = NewDisposeScope();
        var (features, rois) = (drawn.Features(), drawn.Within(20));
        Tensor Weights(WeightTerms terms, double factor)
        {
            using var extractor = (LearnedFeatures)new LearnedFeatures(new() { Parts = 6, Embedding = 8, Transform = 5, Terms = terms }, DrawnRegions.Channels).to(float64);
            foreach (var weight in extractor.parameters()) weight.detach().mul_(factor);
            return extractor.Weights(features, rois, Scale);
        }
        Assert.True(WeightStatistics.BetweenParts(Weights(WeightTerms.Both, 1)).max().ToDouble() < .01);
        Assert.True(WeightStatistics.BetweenParts(Weights(WeightTerms.Geometry, 60)).mean([0]).ToDouble() > .01);
        // Appearance alone is the same for all regions of an image that have the same positions.
        var alone = Weights(WeightTerms.Appearance, 60);
        Assert.Equal(0, WeightStatistics.BetweenParts(Weights(WeightTerms.None, 1)).abs().max().ToDouble(), 1e-12);
        Assert.True(WeightStatistics.BetweenParts(alone).mean([0]).ToDouble() > .01);
    }

    /// <summary>Eq. 10 and 11 on a region of 14.5 x 3 positions, on a map of 20 x 30.</summary>
    [Fact]
    public void Positions_are_sampled_within_the_region_and_on_a_grid_outside_of_it()
    {
        Assert.Equal([2, 1, 1], new[] { 14.5, 3, 0 }.Select(new SamplingOptions().StrideInside));
        Assert.Equal([1, 1], new[] { 14.5, 300 }.Select(SamplingOptions.Dense.StrideInside));
        Assert.Equal((2, 4, 1), (new SamplingOptions().StrideOutside(600), new SamplingOptions().StrideOutside(2250), SamplingOptions.Dense.StrideOutside(2250)));

        using var scope = NewDisposeScope();
        RegionLoad Load(Support support, SamplingOptions sampling)
        {
            using var extractor = new LearnedFeatures(new() { Parts = 1, Embedding = 2, Transform = 1, Support = support, Sampling = sampling }, 3);
            return extractor.Load(zeros(1, 3, 20, 30), tensor([0f, 16, 16, 132, 40]).view(1, 5), Scale); // columns 2 to 16.5, rows 2 to 5
        }
        // Of 14 columns and 3 rows 7 x 3; of the grid's 10 x 15, at even rows and columns, those at row 2 and 4 and 7 columns are inside.
        Assert.Equal(new RegionLoad(1, 7 * 3, 10 * 15 - 2 * 7), Load(Support.Image, new()));
        Assert.Equal(new RegionLoad(1, 7 * 3, 0), Load(Support.Region, new()));
        Assert.Equal(new RegionLoad(1, 14 * 3, 20 * 30 - 14 * 3), Load(Support.Image, SamplingOptions.Dense));
        // Twice the area: columns -1.003 to 19.503, rows 1.38 to 5.62: 20 x 5 centres.
        Assert.Equal(new RegionLoad(1, 14 * 3, 20 * 5 - 14 * 3), Load(Support.TwiceArea, SamplingOptions.Dense));
    }

    [Fact]
    public void An_embedding_is_sines_and_cosines_of_falling_frequency()
    {
        using var scope = NewDisposeScope();
        var found = Embedding.Of(tensor([2.5, 40]), 6);
        Assert.Equal([2, 6], found.shape);
        for (var i = 0; i < 3; i++)
        {
            var rate = Math.Pow(1000, -2.0 * i / 6);
            Assert.Equal(Math.Sin(40 * rate), found[1, 2 * i].ToDouble(), 1e-12);
            Assert.Equal(Math.Cos(40 * rate), found[1, 2 * i + 1].ToDouble(), 1e-12);
        }
    }

    /// <summary>Table 3 with N = 283.5 and H W = 2250: as printed, to .4%.</summary>
    [Theory]
    [InlineData(1737, 32, 15.3)]
    [InlineData(1737, 86, 15.7)]
    [InlineData(1737, 158, 16.2)]
    [InlineData(1737, 282, 17.1)]
    [InlineData(71, 86, 3.84)]
    [InlineData(114, 86, 4.16)]
    [InlineData(194, 86, 4.72)]
    [InlineData(432, 86, 6.42)]
    public void The_cost_is_that_of_table_3(double outside, double inside, double billions)
    {
        var found = Counted(new(), new(283.5, inside, outside)).Cost(Conventions.RegionFeatures);
        Assert.Equal(Formula(283.5, inside + outside), found);
        Assert.InRange(found / 1e9 / billions, .996, 1.004);
    }

    /// <summary>Table 1, by part.</summary>
    [Fact]
    public void The_cost_has_the_parts_of_table_1()
    {
        var naive = Counted(new(), new(283.5, 282, 1737));
        double Billions(string part) => naive.Where(op => op.Where == part).Sum(Conventions.RegionFeatures.Cost) / 1e9;
        Assert.Equal([.590, 2.118, 7.180, .028, 7.180],
            new[] { Billions("position"), Billions("box") + Billions("box_shared"), Billions("geometry"), Billions("appearance"), Billions("sum") }.Select(cost => Math.Round(cost, 3)));
        Assert.Equal(.711, Math.Round(Counted(new(), new(283.5, 86, 114)).Where(op => op.Where == "sum").Sum(Conventions.RegionFeatures.Cost) / 1e9, 3));
        Assert.True(Counted(new() { Terms = WeightTerms.Appearance }, new(283.5, 86, 114)).All(op => op.Where is "appearance" or "sum" or ""));
    }

    /// <summary>Where no position is left out, so that nothing is computed in vain.</summary>
    [Theory]
    [InlineData(WeightTerms.Both)]
    [InlineData(WeightTerms.Geometry)]
    [InlineData(WeightTerms.Appearance)]
    public void The_efficient_form_multiplies_as_often_as_stated(WeightTerms terms)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var options = new LearnedOptions { Parts = 4, Embedding = 8, Transform = 5, Terms = terms, Sampling = new() { Inside = null, Outside = 9 } };
        using var extractor = new LearnedFeatures(options, 3);
        var features = zeros(2, 3, 12, 12); // the grid has rows and columns 0, 4 and 8
        var rois = tensor([0f, 8, 8, 24, 32, 1, 40, 8, 56, 32, 1, 72, 72, 88, 96]).view(3, 5); // 2 x 3 positions each, none of the grid's
        var executed = 0.0;
        Operator.Recorder = (called, args, results) =>
        {
            double elements = results[0].numel();
            executed += called.ToString().Split("::")[1].Split('.')[0] switch
            {
                "matmul" or "linear" => elements * ((Tensor)args[0].Reference!).shape[^1],
                "conv2d" => elements * ((Tensor)args[1].Reference!).shape[1],
                _ => 0,
            };
        };
        try
        {
            extractor.call(features, rois, Scale);
        }
        finally
        {
            Operator.Recorder = null;
        }
        var load = extractor.Load(features, rois, Scale);
        Assert.Equal(new RegionLoad(3, 6, 9), load);
        Assert.Equal(extractor.Operations(load, features.shape).Cost(Conventions.RegionFeatures), executed);
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        Assert.Contains("Embedding: expected an even number", Assert.Throws<ArgumentException>(() => new LearnedFeatures(new() { Embedding = 7 }, 4)).Message);
        Assert.Contains("Parts: expected at least 1", Assert.Throws<ArgumentException>(() => new LearnedFeatures(new() { Parts = 0 }, 4)).Message);
        Assert.Contains("Inside: expected at least 1", Assert.Throws<ArgumentException>(() => new LearnedFeatures(new() { Sampling = new() { Inside = 0 } }, 4)).Message);
    }

    // The fact of the paper: 2 HW C_E C_g + N C_E (K C_g + 4 C_E) + HW K C_f + N K |Omega| (C_g + C_f).
    private static double Formula(double n, double positions) =>
        2.0 * 2250 * 512 * 256 + n * 512 * (49 * 256 + 4 * 512) + 2250.0 * 49 * 256 + n * 49 * positions * (256 + 256);

    private static Operations Counted(LearnedOptions options, RegionLoad load)
    {
        using var extractor = Blueprint.Of(() => new LearnedFeatures(options, 256));
        return extractor.Operations(load, 1, 256, 45, 50);
    }
}
