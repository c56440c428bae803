using System.Globalization;

namespace Fovea.Display;

/// <summary>
/// How far a long task is. A notebook shows it and shows it again whenever <see cref="Changed"/> fires:
/// <code>var bar = new Progress("train", steps); var shown = display(bar); bar.Changed += () => shown.Update(bar);</code>
/// Where nobody listens, it writes plain lines to the error stream instead, none before two seconds have passed.
/// </summary>
[TypeFormatterSource(typeof(ShownFormatterSource))]
public sealed class Progress : IShown
{
    private static readonly TimeSpan ShownPause = TimeSpan.FromMilliseconds(200), LinePause = TimeSpan.FromSeconds(2);

    private readonly Lock gate = new();
    private readonly TimeProvider clock;
    private readonly TextWriter log;
    private readonly long start;
    private long told;
    private bool hasLines;
    private long done;
    private string? note;

    /// <param name="label">What is being done.</param>
    /// <param name="total">How many steps it takes; at least one.</param>
    public Progress(string label, long total)
        : this(label, total, TimeProvider.System, Console.Error)
    {
    }

    internal Progress(string label, long total, TimeProvider clock, TextWriter log)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(total, 1);
        (Label, Total, this.clock, this.log) = (label, total, clock, log);
        start = told = clock.GetTimestamp();
    }

    /// <summary>At most five times a second, and once the task is done; on the thread that reports.</summary>
    public event Action? Changed;

    /// <summary>What is being done.</summary>
    public string Label { get; }

    /// <summary>How many steps it takes.</summary>
    public long Total { get; }

    /// <summary>How many steps are done.</summary>
    public long Done
    {
        get
        {
            lock (gate)
                return done;
        }
    }

    /// <summary>Says how many steps are done. Any thread may; it is cheap enough for every step.</summary>
    /// <param name="steps">Since the start, not since the last report; held to the total.</param>
    /// <param name="note">What to tell beside, such as a loss; the last one stays where it is left out.</param>
    public void Report(long steps, string? note = null)
    {
        Action? changed;
        lock (gate)
        {
            var wasDone = done == Total;
            (done, this.note) = (Math.Clamp(steps, 0, Total), note ?? this.note);
            changed = Changed;
            var ends = done == Total && !wasDone;
            if (!ends && clock.GetElapsedTime(told) < (changed is null ? LinePause : ShownPause))
                return;
            if (changed is null && ends && !hasLines && clock.GetElapsedTime(start) < LinePause)
                return;
            told = clock.GetTimestamp();
            if (changed is null)
            {
                hasLines = true;
                log.WriteLine(Line(timed: true));
            }
        }
        changed?.Invoke();
    }

    /// <summary>
    /// One line: the label, the share done, the rate, the time left, the note. Once all is done it tells no time, so
    /// that two runs with the same results leave the same text.
    /// </summary>
    public string ToText()
    {
        lock (gate)
            return Line(timed: done < Total);
    }

    /// <inheritdoc cref="ToText"/>
    public override string ToString() => ToText();

    /// <summary>A bar and the line.</summary>
    public string ToHtml()
    {
        lock (gate)
            return $"<div class=\"fovea-progress\"><progress max=\"{Total}\" value=\"{done}\" aria-label=\"{Html.Encode(Label)}\" style=\"width:16em;max-width:40%\"></progress> " +
                $"<span style=\"font-variant-numeric:tabular-nums\">{Html.Encode(Line(timed: done < Total))}</span></div>";
    }

    private string Line(bool timed)
    {
        var seconds = clock.GetElapsedTime(start).TotalSeconds;
        var line = string.Create(CultureInfo.InvariantCulture, $"{Label} {100 * done / Total,3}% {done}/{Total}");
        if (timed && done > 0 && seconds > 0)
        {
            var rate = done / seconds;
            line += rate >= 1
                ? string.Create(CultureInfo.InvariantCulture, $", {rate:0.0}/s")
                : string.Create(CultureInfo.InvariantCulture, $", {1 / rate:0.0} s each");
            line += done == Total ? $", took {Clock(seconds)}" : $", {Clock((Total - done) / rate)} left";
        }
        return note is null ? line : $"{line}, {note}";
    }

    private static string Clock(double seconds)
    {
        var span = TimeSpan.FromSeconds(Math.Round(Math.Min(seconds, TimeSpan.FromDays(999).TotalSeconds)));
        return span.TotalHours >= 1
            ? string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalHours}:{span.Minutes:00}:{span.Seconds:00}")
            : string.Create(CultureInfo.InvariantCulture, $"{span.Minutes}:{span.Seconds:00}");
    }
}
