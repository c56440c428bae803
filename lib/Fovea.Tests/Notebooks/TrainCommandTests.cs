using Fovea.Runner.Commands;

namespace Fovea.Tests.Notebooks;

public class TrainCommandTests
{
    [Theory]
    [InlineData("--seed is not for a study: pnp-detr, focus-detr, stochastic-sampling, region-features, across-papers", "pnp-detr", "--seed", "1")]
    [InlineData("--record is not for a study: pnp-detr, focus-detr, stochastic-sampling, region-features, across-papers", "pnp-detr", "--record")]
    [InlineData("--tier is for a study: pnp-detr, focus-detr, stochastic-sampling, region-features, across-papers", "digit-backbone", "--tier", "full")]
    [InlineData("--seeds: expected 1 or more, found 0", "pnp-detr", "--seeds", "0")]
    public void Options_that_mean_nothing_are_refused(string message, params string[] arguments) =>
        Assert.Equal(message, Assert.Single(TrainCommand.Create().Parse(arguments).Errors).Message);

    [Theory]
    [InlineData("pnp-detr")]
    [InlineData("pnp-detr", "--tier", "small", "--seeds", "2", "--choosing")]
    [InlineData("digit-backbone", "--seed", "3", "--record")]
    public void The_rest_is_taken(params string[] arguments) => Assert.Empty(TrainCommand.Create().Parse(arguments).Errors);
}
