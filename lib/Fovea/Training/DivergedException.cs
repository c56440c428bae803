using System.Globalization;

namespace Fovea.Training;

/// <summary>The loss or the gradient of a training step is not a finite number; the weights are those before the step.</summary>
public sealed class DivergedException : Exception
{
    internal DivergedException(string what, double value, int step, Recipe recipe, StepOutcome? last)
        : base(string.Create(CultureInfo.InvariantCulture,
            $"the {what} of step {step} of {recipe.Steps} is {value}, at a learning rate of {recipe.RateAt(step):g4}; {Before(last)}. ") +
            "Try a lower learning rate or a longer warm-up, and look at the images of that step.") => Step = step;

    internal DivergedException(string what, double value, int step)
        : base(string.Create(CultureInfo.InvariantCulture, $"the {what} of step {step} is {value}. Try a lower learning rate, and look at the images of that step.")) => Step = step;

    /// <summary>The step that it happened in, from 0 on.</summary>
    public int Step { get; }

    private static string Before(StepOutcome? last) => last is { } outcome
        ? string.Create(CultureInfo.InvariantCulture, $"the last finite loss was {outcome.Loss:0.####}, of step {outcome.Step}")
        : "no step before it had a finite loss";
}
