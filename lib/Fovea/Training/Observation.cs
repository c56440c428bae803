using static TorchSharp.torch;

namespace Fovea.Training;

/// <summary>What is noted of a model while it trains. It is kept with the checkpoint, so a run that was stopped has all of it.</summary>
/// <param name="Every">Steps between two looks, the first after as many.</param>
/// <param name="Look">Looks at the model, in evaluation mode and without gradients; it draws no random numbers. A tensor of the same shape each time.</param>
/// <param name="Sum">Metrics of the run, of all that was noted in order.</param>
public sealed record Observation<TModel>(int Every, Func<TModel, Tensor> Look, Func<IReadOnlyList<Tensor>, IReadOnlyDictionary<string, double>> Sum);
