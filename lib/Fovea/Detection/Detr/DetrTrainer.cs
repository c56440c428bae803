using Fovea.Data;
using Fovea.Training;
using Fovea.Training.Checkpoints;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Fovea.Detection.Detr;

/// <summary>A DETR in training by a recipe, a step of the optimizer at a time.</summary>
internal sealed class DetrTrainer : IResumable, IDisposable
{
    private const double Drop = .1;

    private readonly DetrModel model;
    private readonly DetrRecipe recipe;
    private readonly Device device;
    private readonly Func<TransformerOutput, Tensor> aside;
    private readonly SetCriterion criterion = new(new());
    private readonly AdamW optimizer;

    /// <param name="model">On the device; put into training mode.</param>
    /// <param name="recipe">How to train.</param>
    /// <param name="device">Where the batches go.</param>
    /// <param name="aside">What the transformer's output adds to the loss.</param>
    public DetrTrainer(DetrModel model, DetrRecipe recipe, Device device, Func<TransformerOutput, Tensor> aside)
    {
        (this.model, this.recipe, this.device, this.aside) = (model, recipe, device, aside);
        model.train();
        var (backbone, others) = (new List<Parameter>(), new List<Parameter>());
        foreach (var (name, parameter) in model.named_parameters())
            if (parameter.requires_grad)
                (name.StartsWith("backbone.", StringComparison.Ordinal) ? backbone : others).Add(parameter);
        optimizer = new AdamW([
            new AdamW.ParamGroup(others, recipe.LearningRate, weight_decay: recipe.WeightDecay),
            new AdamW.ParamGroup(backbone, recipe.BackboneRate, weight_decay: recipe.WeightDecay),
        ]);
    }

    /// <summary>The step that comes next.</summary>
    public int Step { get; private set; }

    /// <summary>One step of the optimizer.</summary>
    /// <remarks>
    /// As where each part is a GPU's: sums over objects are divided by those of all parts together, what is a mean over queries is averaged
    /// over the parts.
    /// </remarks>
    /// <param name="parts">What the step is made of.</param>
    /// <param name="epoch">From 0 on.</param>
    /// <returns>The loss.</returns>
    /// <exception cref="DivergedException">The loss or the gradient is not finite.</exception>
    public double Take(IReadOnlyList<DetectionBatch> parts, int epoch)
    {
        optimizer.zero_grad();
        var objects = Math.Max(1.0, parts.Sum(part => part.Targets.Sum(image => image.Objects.Count)));
        var sum = 0.0;
        foreach (var part in parts)
        {
            using var scope = NewDisposeScope();
            var output = model.call(part.Images.to(device), part.Padding.to(device));
            DetectionTarget[] targets = [.. part.Targets.Select(image => DetectionTarget.Of(image, device))];
            var loss = criterion.Loss(output.Layers, targets, objects / parts.Count) + aside(output.Transformer);
            sum += RequireFinite("loss", loss.ToDouble());
            (loss / parts.Count).backward();
        }
        RequireFinite("norm of the gradient", nn.utils.clip_grad_norm_(model.parameters(), recipe.ClipNorm));
        var share = epoch < recipe.DropEpoch ? 1 : Drop;
        foreach (var (group, rate) in optimizer.ParamGroups.Zip([recipe.LearningRate, recipe.BackboneRate]))
            group.LearningRate = rate * share;
        optimizer.step();
        Step++;
        return sum / parts.Count;
    }

    /// <inheritdoc/>
    public Dictionary<string, object?> State()
    {
        var memory = new MemoryStream();
        using (var writer = new BinaryWriter(memory))
            optimizer.save_state_dict(writer);
        return new() { ["step"] = Step, ["model"] = model.state_dict(), ["optimizer"] = tensor(memory.ToArray()), ["rng"] = get_rng_state() };
    }

    /// <inheritdoc/>
    public void Restore(CheckpointFile saved)
    {
        saved.LoadInto(model, "model");
        using (var reader = new BinaryReader(new MemoryStream(saved.Value<Tensor>("optimizer").data<byte>().ToArray())))
            optimizer.load_state_dict(reader);
        Step = (int)saved.Value<long>("step");
        set_rng_state(saved.Value<Tensor>("rng"));
    }

    public void Dispose() => optimizer.Dispose();

    private double RequireFinite(string what, double value) => double.IsFinite(value) ? value : throw new DivergedException(what, value, Step);
}
