using Fovea.Data;
using Fovea.Training.Checkpoints;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Training;

/// <summary>What a training step gave.</summary>
/// <param name="Step">From 0 on, over all epochs.</param>
/// <param name="Loss">What the objective makes small: of a classifier the cross-entropy with the targets as they were mixed and smoothed, in nats.</param>
/// <param name="Accuracy">Of a classifier the share of the images whose class before mixing it said, 0 to 1.</param>
public readonly record struct StepOutcome(int Step, double Loss, double Accuracy);

/// <summary>What a training makes small.</summary>
/// <param name="output">What the model gives for the batch's images.</param>
/// <param name="batch">Its indices say which images of the source these are.</param>
/// <returns>The loss, one number with a gradient, and beside it how right the output is, 0 to 1.</returns>
public delegate (Tensor Loss, Tensor Accuracy) Objective(Tensor output, Batch batch);

/// <summary>A model in training, by a recipe, a batch at a time.</summary>
internal sealed class Trainer : IResumable, IDisposable
{
    private readonly Module<Tensor, Tensor> model;
    private readonly Recipe recipe;
    private readonly Device device;
    private readonly Objective objective;
    private readonly Func<Tensor?> penalty;
    private readonly Action<Batch>? prepare;
    private readonly AdamW optimizer;
    private readonly double[] times; // of the recipe's rate, for each of the optimizer's groups
    private readonly List<StepOutcome> history = [];
    private readonly List<Tensor> observations = [];

    /// <param name="model">On the device; put into training mode.</param>
    /// <param name="recipe">How to train.</param>
    /// <param name="device">Where the batches go.</param>
    /// <param name="objective">Classification where null.</param>
    /// <param name="penalty">What is added to the objective; nothing where null.</param>
    /// <param name="prepare">What is done before the model is called; nothing where null.</param>
    public Trainer(
        Module<Tensor, Tensor> model, Recipe recipe, Device device, Objective? objective = null, Func<Tensor?>? penalty = null, Action<Batch>? prepare = null)
    {
        (this.model, this.recipe, this.device, this.objective, this.penalty) = (model, recipe, device, objective ?? Classify, penalty ?? (() => null));
        this.prepare = prepare;
        model.train();
        var groups = model.named_parameters().Select(Placed)
            .GroupBy(placed => (placed.Times, Decays: IsMatrix(placed.Parameter)), placed => placed.Parameter)
            .OrderBy(group => group.Key.Times != 1).ThenBy(group => !group.Key.Decays).ToList();
        times = [.. groups.Select(group => group.Key.Times)];
        optimizer = new AdamW([.. groups.Select(group => new AdamW.ParamGroup(group, weight_decay: group.Key.Decays ? recipe.WeightDecay : 0))]);

        (double Times, Parameter Parameter) Placed((string, Parameter) named)
        {
            var (name, parameter) = named;
            return (recipe.Factor is { } factor && name.Contains(factor.Containing, StringComparison.Ordinal) ? factor.Times : 1, parameter);
        }
    }

    /// <summary>The step that comes next.</summary>
    public int Step { get; private set; }

    /// <summary>The steps done; one whose images were all damaged is missing.</summary>
    public IReadOnlyList<StepOutcome> History => history;

    /// <summary>What was noted.</summary>
    public IReadOnlyList<Tensor> Observations => observations;

    /// <summary>One step of the optimizer.</summary>
    /// <exception cref="DivergedException">The loss or the gradient is not finite.</exception>
    public void Take(int step, Batch batch)
    {
        using var scope = NewDisposeScope();
        prepare?.Invoke(batch);
        var (loss, accuracy) = objective(model.call(batch.Images.to(device)), batch);
        if (penalty() is { } more) loss = loss + more;
        var outcome = new StepOutcome(step, loss.ToDouble(), accuracy.ToDouble());
        RequireFinite("loss", outcome.Loss, step);

        optimizer.zero_grad();
        loss.backward();
        RequireFinite("norm of the gradient", nn.utils.clip_grad_norm_(model.parameters(), recipe.ClipNorm), step);
        foreach (var (group, multiple) in optimizer.ParamGroups.Zip(times))
            group.LearningRate = recipe.RateAt(step) * multiple;
        optimizer.step();

        history.Add(outcome);
        Step = step + 1;
    }

    /// <summary>Keeps what a look at the model gives.</summary>
    public void Note(Func<Tensor> look)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        model.eval();
        observations.Add(look().cpu().DetachFromDisposeScope());
        model.train();
    }

    /// <inheritdoc/>
    public Dictionary<string, object?> State()
    {
        var memory = new MemoryStream();
        using (var writer = new BinaryWriter(memory))
            optimizer.save_state_dict(writer);
        return new()
        {
            ["step"] = Step,
            ["history"] = tensor(history.SelectMany<StepOutcome, double>(o => [o.Step, o.Loss, o.Accuracy]).ToArray()),
            ["model"] = model.state_dict(),
            ["optimizer"] = tensor(memory.ToArray()),
            ["rng"] = get_rng_state(),
            ["observations"] = observations.Count > 0 ? stack(observations, 0) : zeros(0),
        };
    }

    /// <inheritdoc/>
    public void Restore(CheckpointFile saved)
    {
        saved.LoadInto(model, "model");
        using (var reader = new BinaryReader(new MemoryStream(saved.Value<Tensor>("optimizer").data<byte>().ToArray())))
            optimizer.load_state_dict(reader);
        history.Clear();
        history.AddRange(saved.Value<Tensor>("history").data<double>().ToArray().Chunk(3).Select(o => new StepOutcome((int)o[0], o[1], o[2])));
        Step = (int)saved.Value<long>("step");
        Forget();
        observations.AddRange(saved.Value<Tensor>("observations").unbind(0).Select(one => one.clone().DetachFromDisposeScope()));
        set_rng_state(saved.Value<Tensor>("rng"));
    }

    public void Dispose()
    {
        Forget();
        optimizer.Dispose();
    }

    private void Forget()
    {
        foreach (var one in observations)
            one.Dispose();
        observations.Clear();
    }

    private (Tensor Loss, Tensor Accuracy) Classify(Tensor logits, Batch batch) =>
        (functional.cross_entropy(logits, batch.Targets.to(device), label_smoothing: recipe.LabelSmoothing),
         logits.argmax(1).eq(batch.Labels.to(device)).to(float64).mean());

    // Kernels and weights of linear maps; a class token is a vector, whatever axes of one it carries.
    private static bool IsMatrix(Parameter parameter) => parameter.shape.Count(size => size > 1) > 1;

    private void RequireFinite(string what, double value, int step)
    {
        if (!double.IsFinite(value))
            throw new DivergedException(what, value, step, recipe, history.Count > 0 ? history[^1] : null);
    }
}
