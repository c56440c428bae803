using System.Diagnostics;
using System.Text.Json.Nodes;
using Fovea.Data;
using Fovea.Display;
using Fovea.Results;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Training;

/// <summary>A model that was trained, and the run as the ledger keeps it.</summary>
/// <param name="Model">In evaluation mode; the caller's to dispose.</param>
/// <param name="Record">What to append to a run log.</param>
/// <param name="History">The steps, those before an interruption included.</param>
public sealed record TrainedModel<TModel>(TModel Model, RunRecord Record, IReadOnlyList<StepOutcome> History);

/// <summary>
/// One cell of an experiment: a configuration with a seed. It saves where it is at least every
/// <see cref="SaveEvery"/>, at the end of each epoch and when it is cancelled; the same run, started again, goes on from there
/// and ends as if it had never stopped, on a CPU to the last bit (with as many threads).
/// </summary>
/// <remarks>
/// The weights and all that the model draws come from the default random generator, seeded with <see cref="Seed"/>: one run at a
/// time in a process. Processes that start the same run take turns.
/// </remarks>
/// <example><code>
/// var run = new TrainingRun&lt;PsVitModel&gt;
/// {
///     Experiment = "iterations", Configuration = CanonicalJson.Of(new { model, recipe, augmentation }), Seed = seed, Tier = Tier.Full,
///     Recipe = recipe, Model = () =&gt; new PsVitModel(model), Images = train, Data = hashes,
///     Measure = trained =&gt; new Dictionary&lt;string, double&gt; { ["top1"] = Evaluation.Of(trained, test).Top1 },
/// };
/// run.Complete(ResultsFolder.Runs("ps-vit"));
/// </code></example>
public sealed record TrainingRun<TModel> where TModel : nn.Module<Tensor, Tensor>
{
    /// <summary>The experiment's name within its paper.</summary>
    public required string Experiment { get; init; }

    /// <summary>Every setting that decides the outcome, the seed apart; the recipe under <c>recipe</c>.</summary>
    public required JsonObject Configuration { get; init; }

    /// <summary>Of the weights and of what the model draws; the loader has its own, which is to be the same.</summary>
    public required int Seed { get; init; }

    /// <summary>The scale.</summary>
    public required Tier Tier { get; init; }

    /// <summary>How to train.</summary>
    public required Recipe Recipe { get; init; }

    /// <summary>Makes the model: the batches' images to what the objective takes, for a classifier logits [B, classes].</summary>
    public required Func<TModel> Model { get; init; }

    /// <summary>What the model is told of a batch before it is called with the images, where it learns from more than these; null for nothing.</summary>
    public Action<TModel, Batch>? Prepare { get; init; }

    /// <summary>What the training makes small; where null, the cross-entropy of the images' classes, smoothed as the recipe says.</summary>
    public Objective? Objective { get; init; }

    /// <summary>What is added to the objective of what the model has just done, where it has something to say for itself; null for nothing.</summary>
    public Func<TModel, Tensor?>? Penalty { get; init; }

    /// <summary>What is noted of the model on the way.</summary>
    public Observation<TModel>? Observe { get; init; }

    /// <summary>What to train on: images, or features of a frozen backbone.</summary>
    public required IBatches Images { get; init; }

    /// <summary>SHA-256 of each data set's source, by name.</summary>
    public required IReadOnlyDictionary<string, string> Data { get; init; }

    /// <summary>The metrics of the trained model, in evaluation mode and without gradients; all finite.</summary>
    public required Func<TModel, IReadOnlyDictionary<string, double>> Measure { get; init; }

    /// <summary>Where to train.</summary>
    public Device Device { get; init; } = CPU;

    /// <summary>
    /// libtorch's threads while it trains and measures; as many as there are where null. Sums come out differently in their last
    /// bits with another number, and a small model is no slower with one.
    /// </summary>
    public int? Threads { get; init; }

    /// <summary>Where checkpoints lie until their run has ended, and the empty files by which processes take turns.</summary>
    public string Folder { get; init; } = Path.Combine(Workbook.Root, "out", "training");

    /// <summary>How long a run goes without a checkpoint, within an epoch.</summary>
    public TimeSpan SaveEvery { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Is given the progress when it begins; a notebook displays it.</summary>
    public Action<Progress>? Show { get; init; }

    /// <summary>The configuration, the seed, the tier and the data in one hash: a checkpoint serves no other run.</summary>
    private string Identity => CanonicalJson.Hash(new JsonObject
    {
        ["experiment"] = Experiment,
        ["configuration"] = Configuration.DeepClone(),
        ["seed"] = Seed,
        ["tier"] = Tier.Word(),
        ["data"] = CanonicalJson.Of(Data),
    });

    private string Name => $"{Experiment}-{Tier.Word()}-seed{Seed}-{Identity[..16]}";

    /// <summary>Trains, or goes on training, and measures; records nothing.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled, and saved where it was.</exception>
    /// <exception cref="DivergedException">The loss or the gradient is not finite.</exception>
    /// <exception cref="Checkpoints.CheckpointException">The checkpoint is damaged or cannot be written.</exception>
    public TrainedModel<TModel> Train(CancellationToken cancellation = default)
    {
        using var turn = Turn(cancellation);
        var trained = TrainAndMeasure(cancellation);
        State.Delete();
        return trained;
    }

    /// <summary>Trains as <see cref="Train"/> and appends the run to a log; does nothing where the log has it.</summary>
    /// <returns>The run in the log.</returns>
    /// <inheritdoc cref="Train"/>
    public RunRecord Complete(RunLog log, CancellationToken cancellation = default)
    {
        using var turn = Turn(cancellation);
        return CompleteInTurn(log, cancellation);
    }

    /// <summary>As <see cref="Complete"/>, but leaves a run that another process is at to that one.</summary>
    /// <returns>The run in the log; null where another process is training it.</returns>
    /// <inheritdoc cref="Train"/>
    public RunRecord? TryComplete(RunLog log, CancellationToken cancellation = default)
    {
        using var turn = FileLock.TryTake(LockPath());
        return turn is null ? null : CompleteInTurn(log, cancellation);
    }

    private RunRecord CompleteInTurn(RunLog log, CancellationToken cancellation)
    {
        var record = Finished(log);
        if (record is null)
        {
            var trained = TrainAndMeasure(cancellation);
            trained.Model.Dispose();
            log.Append(record = trained.Record);
        }
        State.Delete();
        return record;
    }

    private TrainingState State => new(Path.Combine(Folder, $"{Name}.pt"), Identity);

    // One process at a time: a second one waits, then finds the run finished or goes on with it.
    private FileStream Turn(CancellationToken cancellation) =>
        FileLock.Wait(LockPath(), $"another process that trains {Name}", cancellation);

    private string LockPath()
    {
        Recipe.Validate();
        if (!JsonNode.DeepEquals(Configuration["recipe"], CanonicalJson.Of(Recipe)))
            throw new ArgumentException(
                $"{Experiment}: the configuration's key recipe: expected {CanonicalJson.Of(Recipe).ToJsonString()}, found {Configuration["recipe"]?.ToJsonString() ?? "nothing"}");
        Directory.CreateDirectory(Folder);
        return Path.Combine(Folder, $"{Name}.lock");
    }

    private RunRecord? Finished(RunLog log)
    {
        var configuration = CanonicalJson.Hash(Configuration);
        return log.Read().Runs.LastOrDefault(run =>
            run.Experiment == Experiment && run.ConfigurationHash == configuration && run.Seed == Seed && run.Tier == Tier);
    }

    private TrainedModel<TModel> TrainAndMeasure(CancellationToken cancellation)
    {
        var run = RunInProgress.Start(Experiment, Configuration, Seed, Tier, Device);
        var threads = get_num_threads();
        set_num_threads(Threads ?? threads);
        manual_seed(Seed);
        var model = Model().to(Device);
        try
        {
            using var trainer = new Trainer(model, Recipe, Device, Objective,
                Penalty is null ? null : () => Penalty(model), Prepare is null ? null : batch => Prepare(model, batch));
            var earlier = State.Restore(trainer);
            GoOn(trainer, model, earlier, cancellation);
            model.eval();
            using var _ = no_grad();
            var metrics = new Dictionary<string, double>(Measure(model));
            foreach (var (name, value) in Observe?.Sum(trainer.Observations) ?? new Dictionary<string, double>())
                metrics.Add(name, value);
            return new(model, run.Finish(metrics, Data, earlier), trainer.History);
        }
        catch
        {
            model.Dispose();
            throw;
        }
        finally
        {
            set_num_threads(threads);
        }
    }

    private void GoOn(Trainer trainer, TModel model, TimeSpan earlier, CancellationToken cancellation)
    {
        if (trainer.Step == Recipe.Steps)
            return;
        var (clock, saved) = (Stopwatch.StartNew(), TimeSpan.Zero);
        var progress = new TrainingProgress(Experiment, Seed, trainer, Recipe.Steps);
        Show?.Invoke(progress.Bar);
        foreach (var (step, batch) in Batches(trainer.Step))
        {
            using (batch)
                trainer.Take(step, batch);
            if (Observe is { } observe && (step + 1) % observe.Every == 0)
                trainer.Note(() => observe.Look(model));
            progress.Report(batch.Indices.Length);
            var stops = cancellation.IsCancellationRequested;
            if (stops || (step + 1) % Images.Steps == 0 || step + 1 == Recipe.Steps || clock.Elapsed - saved >= SaveEvery)
            {
                saved = clock.Elapsed;
                State.Save(trainer, earlier + saved);
            }
            if (stops)
                throw new OperationCanceledException($"{Name} stopped after step {step + 1} of {Recipe.Steps}; started again, it goes on from there", cancellation);
        }
    }

    private IEnumerable<(int Step, Batch Batch)> Batches(int from)
    {
        for (var epoch = from / Images.Steps; epoch * Images.Steps < Recipe.Steps; epoch++)
            foreach (var batch in Images.Epoch(epoch, Math.Max(from - epoch * Images.Steps, 0)))
            {
                var step = epoch * Images.Steps + batch.Step;
                if (step >= Recipe.Steps)
                {
                    batch.Dispose();
                    yield break;
                }
                yield return (step, batch);
            }
    }
}
