using System.Text.Json.Nodes;
using Fovea.Results;
using static TorchSharp.torch;

namespace Fovea.Training;

/// <summary>A training that a notebook does while one reads it, as <c>fovea verify</c> does it again.</summary>
/// <param name="name">The experiment under which its runs are recorded.</param>
/// <param name="configuration">Every setting at a tier, the seed apart.</param>
/// <param name="run">The training from a seed at a tier; loading its data ends early where it is cancelled.</param>
internal sealed class LiveTraining<TModel>(
    string name, Func<Tier, JsonObject> configuration, Func<int, Tier, CancellationToken, TrainingRun<TModel>> run) : ILiveExperiment
    where TModel : nn.Module<Tensor, Tensor>
{
    public string Name => name;

    public JsonObject Configuration(Tier tier) => configuration(tier);

    public IReadOnlyDictionary<string, double> Run(int seed, Tier tier, CancellationToken cancellation)
    {
        var trained = run(seed, tier, cancellation).Train(cancellation);
        trained.Model.Dispose();
        return trained.Record.Metrics;
    }
}
