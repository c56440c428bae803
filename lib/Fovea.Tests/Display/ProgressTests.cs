using Fovea.Display;

namespace Fovea.Tests.Display;

public class ProgressTests
{
    private readonly Clock clock = new();
    private readonly StringWriter log = new();

    [Fact]
    public void What_ends_within_two_seconds_says_nothing()
    {
        var progress = Create(10);
        for (var step = 1; step <= 10; step++)
        {
            clock.Advance(0.1);
            progress.Report(step);
        }
        Assert.Empty(Lines());
    }

    [Fact]
    public void Without_a_listener_a_line_is_written_every_two_seconds_and_at_the_end()
    {
        var progress = Create(10);
        for (var step = 1; step <= 10; step++)
        {
            clock.Advance(1);
            progress.Report(step, step == 4 ? "loss 0.5" : null);
        }
        Assert.Equal(
        [
            "train  20% 2/10, 1.0/s, 0:08 left",
            "train  40% 4/10, 1.0/s, 0:06 left, loss 0.5",
            "train  60% 6/10, 1.0/s, 0:04 left, loss 0.5",
            "train  80% 8/10, 1.0/s, 0:02 left, loss 0.5",
            "train 100% 10/10, 1.0/s, took 0:10, loss 0.5",
        ], Lines());
    }

    [Fact]
    public void With_a_listener_nothing_is_written_and_it_hears_five_times_a_second_and_of_the_end()
    {
        var progress = Create(100);
        var heard = new List<long>();
        progress.Changed += () => heard.Add(progress.Done);
        for (var step = 1; step <= 100; step++)
        {
            clock.Advance(0.01);
            progress.Report(step);
        }
        Assert.Equal([20, 40, 60, 80, 100], heard);
        Assert.Empty(Lines());
    }

    [Fact]
    public void The_end_is_told_once_and_steps_are_held_to_the_total()
    {
        var progress = Create(4);
        clock.Advance(5);
        progress.Report(9);
        progress.Report(9);
        Assert.Equal(4, progress.Done);
        Assert.Equal(["train 100% 4/4, 1.3 s each, took 0:05"], Lines());
    }

    [Fact]
    public void It_is_shown_as_a_bar_and_its_line()
    {
        var progress = new Progress("a < b", 4, clock, log);
        progress.Report(1);
        Assert.Contains("<progress max=\"4\" value=\"1\" aria-label=\"a &lt; b\"", progress.ToHtml());
        Assert.Equal("a < b  25% 1/4", progress.ToText());
    }

    [Fact]
    public void A_task_has_steps() => Assert.Throws<ArgumentOutOfRangeException>(() => new Progress("none", 0));

    private Progress Create(long total) => new("train", total, clock, log);

    private string[] Lines() => log.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);

    private sealed class Clock : TimeProvider
    {
        private long now;

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => now;

        public void Advance(double seconds) => now += (long)Math.Round(seconds * TimestampFrequency);
    }
}
