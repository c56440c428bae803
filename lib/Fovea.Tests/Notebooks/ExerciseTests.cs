using Fovea.Tests.Export;
using Microsoft.DotNet.Interactive.Formatting;

namespace Fovea.Tests.Notebooks;

/// <summary>What a reader is told of an answer.</summary>
public class ExerciseTests
{
    [Fact]
    public void An_exercise_that_nobody_has_tried_is_not_answered_and_its_check_is_not_run()
    {
        int? number = null;
        Func<int, int>? function = null;
        Assert.Equal("Exercise 1: ○ not answered yet.", Exercise.Check("1", number, _ => throw new InvalidOperationException()).ToText());
        Assert.Equal("Exercise 2: ○ not answered yet.", Exercise.Check("2", function, _ => throw new InvalidOperationException()).ToText());
        Assert.Equal(ExerciseState.NotAnswered, Exercise.Check("3", null, 1, within: 0, "count").State);
    }

    [Fact]
    public void A_right_answer_is_right() =>
        Assert.Equal("Exercise 1: ✔ right.", Exercise.Check("1", (int?)13, n => n == 13 ? null : "another").ToText());

    [Fact]
    public void A_wrong_answer_is_told_what_is_wrong_with_it() =>
        Assert.Equal("Exercise 1: ✘ not right. N = 12 costs 4.2 G.", Exercise.Check("1", (int?)12, n => $"n = {n} costs 4.2 G").ToText());

    [Theory]
    [InlineData(21.9, "")]
    [InlineData(22.1, "")]
    [InlineData(21.8, " 21.8 is too small; count the sampler.")]
    [InlineData(1e3, " 1000 is too large; count the sampler.")]
    [InlineData(double.NaN, " NaN is no number; count the sampler.")]
    public void A_number_is_right_within_its_tolerance_and_else_told_on_which_side_it_lies(double answer, string rest)
    {
        var reply = Exercise.Check("2", answer, 22, within: .11, "count the sampler");
        Assert.Equal($"Exercise 2: {(rest == "" ? "✔ right." : "✘ not right." + rest)}", reply.ToText());
    }

    [Fact]
    public void An_answer_that_throws_is_wrong_and_says_with_what()
    {
        Func<int, int> divides = n => n / 0.CompareTo(0);
        Assert.Equal(
            "Exercise 1: ✘ not right. With this answer the check ends in DivideByZeroException: Attempted to divide by zero.",
            Exercise.Check("1", divides, answer => answer(1) == 0 ? null : "no").ToText());
    }

    [Fact]
    public void A_host_shows_the_reply_with_its_words_escaped()
    {
        var reply = Exercise.Check("1", "a", _ => "<b> is no category");
        var page = Page.Parse(reply.ToDisplayString("text/html"));
        Assert.Equal("Exercise 1: ✘ not right. <b> is no category.", page.QuerySelector(".fovea-reply.fv-bad")!.TextContent);
        Assert.Equal("text/html", Formatter.GetPreferredMimeTypesFor(reply.GetType()).First());
    }
}
