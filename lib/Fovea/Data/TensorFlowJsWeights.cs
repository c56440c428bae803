using System.Text.Json;
using static TorchSharp.torch;

namespace Fovea.Data;

/// <summary>Weights as TensorFlow.js stores a model's: <c>model.json</c> lists them, and files beside it hold their little-endian numbers end to end.</summary>
internal static class TensorFlowJsWeights
{
    private sealed record Weight(string Name, long[] Shape, string Dtype);

    private sealed record Group(string[] Paths, Weight[] Weights);

    private sealed record Model(Group[] WeightsManifest);

    /// <summary>Reads all weights.</summary>
    /// <param name="path">The model's JSON file.</param>
    /// <returns>By name, single precision.</returns>
    /// <exception cref="DataSetException">A file cannot be read, a weight is of another type, or the files hold more or fewer numbers than are listed.</exception>
    public static Dictionary<string, Tensor> Read(string path)
    {
        try
        {
            var model = JsonSerializer.Deserialize<Model>(File.ReadAllBytes(path), JsonSerializerOptions.Web);
            var weights = new Dictionary<string, Tensor>();
            foreach (var group in model?.WeightsManifest ?? throw new DataSetException($"{path} has no weightsManifest"))
                ReadGroup(path, group, weights);
            return weights;
        }
        catch (Exception e) when (e is JsonException or UnauthorizedAccessException or IOException and not DataSetException)
        {
            throw new DataSetException($"{path}: {e.Message}", e);
        }
    }

    private static void ReadGroup(string path, Group group, Dictionary<string, Tensor> weights)
    {
        byte[] bytes = [.. group.Paths.SelectMany(part => File.ReadAllBytes(Path.Combine(Path.GetDirectoryName(path)!, part)))];
        var expected = group.Weights.Sum(weight => Count(weight) * sizeof(float));
        if (expected != bytes.Length)
            throw new DataSetException($"{path} lists weights of {expected} bytes, but its {group.Paths.Length} files hold {bytes.Length}");
        var first = 0;
        foreach (var weight in group.Weights)
        {
            if (weight.Dtype != "float32")
                throw new DataSetException($"{path}: {weight.Name} is of {weight.Dtype}; expected float32");
            var values = new float[Count(weight)];
            Buffer.BlockCopy(bytes, first, values, 0, values.Length * sizeof(float));
            weights.Add(weight.Name, tensor(values, weight.Shape));
            first += values.Length * sizeof(float);
        }
    }

    private static int Count(Weight weight) => checked((int)weight.Shape.Aggregate(1L, (product, size) => product * size));
}
