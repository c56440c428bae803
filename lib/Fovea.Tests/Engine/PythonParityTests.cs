using System.Text.Json;
using Fovea.Tests.Training;
using Fovea.Training.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Tests.Engine;

/// <summary>Whole trainings beside Python's, from the same weights and data; weights go both ways.</summary>
public sealed class PythonParityTests : IDisposable
{
    private const double Tolerance = 1e-5;
    private const int Steps = 50;

    private readonly TemporaryFolder folder = new();
    private readonly DisposeScope scope = NewDisposeScope();

    public static TheoryData<string> Kinds => ["mlp", "convnet", "transformer"];

    public void Dispose()
    {
        scope.Dispose();
        folder.Dispose();
    }

    private static T Ask<T>(string script, params string[] args) =>
        JsonSerializer.Deserialize<T>(Python.Run(ParityModels.Python + script, args))!;

    /// <summary>On as many threads as here: sums are then taken in the same order.</summary>
    [Theory, MemberData(nameof(Kinds))]
    public void Losses_are_those_of_Python_at_every_step(string kind)
    {
        var start = folder.File("start.pth");
        var expected = Ask<List<double>>("""
            kind, path, threads, steps = sys.argv[1:]
            torch.set_num_threads(int(threads))
            torch.manual_seed(1)
            model, (x, y) = build(kind), data(kind)
            torch.save({"model": model.state_dict(), "x": x, "y": y}, path)
            print(json.dumps(train(kind, model, x, y, int(steps))))
            """, kind, start, $"{get_num_threads()}", $"{Steps}");

        var file = Checkpoint.Read(start);
        var model = ParityModels.Build(kind);
        model.load_state_dict(file.StateDict("model"));
        var losses = ParityModels.Train(kind, model, file.Tensors["x"], file.Tensors["y"], Steps);

        Assert.Equal(Steps, expected.Count);
        Assert.All(expected.Zip(losses), pair => Assert.Equal(pair.First, pair.Second, Tolerance));
        Assert.True(losses[^1] < losses[0] / 2, $"the loss only went from {losses[0]} to {losses[^1]}");
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_trained_model_goes_to_Python_and_back(string kind)
    {
        var (there, back) = (folder.File("there.pth"), folder.File("back.pth"));
        manual_seed(1);
        var model = ParityModels.Build(kind);
        var x = kind switch
        {
            "mlp" => randn(64, 10),
            "convnet" => randn(16, 3, 12, 12),
            _ => randn(10, 16, 32),
        };
        ParityModels.Train(kind, model, x, randint(4, [kind == "transformer" ? 16 : x.shape[0]]), 5);
        model.eval();
        Checkpoint.WritePyTorch(there, new Dictionary<string, object?> { ["model"] = model.state_dict(), ["x"] = x });

        var expected = Ask<float[][]>("""
            kind, there, back = sys.argv[1:]
            loaded = torch.load(there)
            model = build(kind).eval()
            model.load_state_dict(loaded["model"], strict=True)
            torch.save(model.state_dict(), back)
            with torch.no_grad():
                print(json.dumps(model(loaded["x"]).tolist()))
            """, kind, there, back);
        var scores = model.call(x).data<float>().ToArray();
        Assert.All(expected.SelectMany(row => row).Zip(scores), pair => Assert.Equal(pair.First, pair.Second, Tolerance));

        var returned = ParityModels.Build(kind);
        returned.eval();
        returned.load_state_dict(Checkpoint.Read(back).StateDict());
        Assert.Equal(model.state_dict().Keys, returned.state_dict().Keys);
        Assert.All(model.state_dict(), entry => Assert.True(entry.Value.Equals(returned.state_dict()[entry.Key]), entry.Key));
        Assert.Equal(scores, returned.call(x).data<float>().ToArray());
    }
}
