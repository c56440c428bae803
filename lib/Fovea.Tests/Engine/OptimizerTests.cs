using Fovea.Tests.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Fovea.Tests.Engine;

/// <summary>What optimizers do with groups, closures, scopes and state; OptimizerParityTests has their arithmetic.</summary>
public class OptimizerTests
{
    private static Parameter Weight(float value = 1, long size = 2) => new(full(size, value));

    private static float[] Values(Tensor tensor) => tensor.data<float>().ToArray();

    private static void SetGrads(IEnumerable<Parameter> parameters, float value)
    {
        foreach (var parameter in parameters) parameter.grad = parameter.full_like(value);
    }

    [Fact]
    public void A_group_has_options_of_its_own_and_the_optimizers_where_it_has_none()
    {
        var (fast, slow, plain) = (Weight(), Weight(), Weight());
        using var optimizer = optim.SGD(
            [
                new SGD.ParamGroup([fast], lr: 0.5),
                new SGD.ParamGroup([slow], new SGD.Options { LearningRate = 0.125 }),
                new SGD.ParamGroup { Parameters = [plain] },
            ],
            0.25, maximize: true);
        SetGrads(optimizer.parameters(), 1);
        optimizer.step();
        Assert.Equal([0.5, 0.125, 0.25], optimizer.ParamGroups.Select(group => group.LearningRate));
        Assert.Equal([0.5f, 0.5f], Values(fast)); // the group says maximize: false
        Assert.Equal([1.125f, 1.125f], Values(slow));
        Assert.Equal([1.25f, 1.25f], Values(plain));
    }

    [Fact]
    public void A_group_can_join_later()
    {
        var (early, late) = (Weight(), Weight());
        using var optimizer = optim.SGD([early], 0.5);
        optimizer.add_param_group(new SGD.ParamGroup([late], lr: 0.25));
        SetGrads([early, late], 1);
        optimizer.step();
        Assert.Equal([early, late], optimizer.parameters());
        Assert.Equal([0.5f, 0.5f, 0.75f, 0.75f], [.. Values(early), .. Values(late)]);
    }

    [Fact]
    public void Named_parameters_are_taken_with_their_names_dropped()
    {
        var weight = Weight();
        using var optimizer = optim.AdamW([("weight", weight)], lr: 0.5);
        Assert.Same(weight, Assert.Single(optimizer.parameters()));
    }

    [Fact]
    public void A_parameter_in_two_groups_is_refused()
    {
        var weight = Weight();
        using var optimizer = optim.Adam([weight]);
        var error = Assert.Throws<ArgumentException>(() => optimizer.add_param_group(new Adam.ParamGroup([weight])));
        Assert.Contains("more than one parameter group", error.Message);
        Assert.Throws<ArgumentException>(() => optim.Adam([weight, weight]));
    }

    [Fact]
    public void Options_out_of_range_are_refused_by_name()
    {
        static string Message(Func<object> make) => Assert.Throws<ArgumentException>(make).Message;
        Assert.Contains("learning rate: -1", Message(() => optim.SGD([Weight()], -1)));
        Assert.Contains("momentum: -0.5", Message(() => optim.SGD([Weight()], 1, momentum: -0.5)));
        Assert.Contains("Nesterov momentum requires a momentum", Message(() => optim.SGD([Weight()], 1, nesterov: true)));
        Assert.Contains("beta1: 1", Message(() => optim.Adam([Weight()], beta1: 1)));
        Assert.Contains("beta2: NaN", Message(() => optim.AdamW([Weight()], beta2: double.NaN)));
        Assert.Contains("eps: -1", Message(() => optim.AdamW([Weight()], eps: -1)));
    }

    [Fact]
    public void A_group_of_another_optimizers_options_is_refused()
    {
        using var optimizer = optim.Adam([Weight()]);
        var error = Assert.Throws<ArgumentException>(() => optimizer.add_param_group(new SGD.ParamGroup([Weight()])));
        Assert.Contains("a group of Adam cannot have SGD options", error.Message);
    }

    [Fact]
    public void Gradients_are_zeroed_and_missing_ones_stay_missing()
    {
        var (with, without) = (Weight(), Weight());
        using var optimizer = optim.SGD([with, without], 1, momentum: 0.5);
        SetGrads([with], 1);
        optimizer.step();
        optimizer.zero_grad();
        Assert.Equal([0f, 0f], Values(with.grad!));
        Assert.Null(without.grad);
        Assert.Equal([1f, 1f], Values(without));
    }

    [Fact]
    public void A_closure_runs_with_gradients_and_its_loss_is_returned()
    {
        var weight = Weight();
        using var optimizer = optim.SGD([weight], 0.25);
        using var _ = no_grad();
        var loss = optimizer.step(() =>
        {
            var loss = (weight * 3).sum();
            loss.backward();
            return loss;
        });
        Assert.Equal(6, loss.ToSingle());
        Assert.Equal([0.25f, 0.25f], Values(weight));
        Assert.Null(optimizer.step());
    }

    [Fact]
    public void States_outlive_the_scopes_that_steps_are_taken_in()
    {
        var weight = Weight();
        using var optimizer = optim.Adam([weight], amsgrad: true);
        for (int step = 0; step < 3; step++)
        {
            using var scope = NewDisposeScope();
            SetGrads([weight], step);
            optimizer.step();
        }
        Assert.All(Values(weight), value => Assert.InRange(value, 0.99f, 0.9999f));
    }

    public static TheoryData<string> Kinds => ["SGD", "Adam", "AdamW"];

    private static OptimizerHelper Make(string kind, params Parameter[] parameters) => kind switch
    {
        "SGD" => optim.SGD(parameters, 0.1, momentum: 0.9),
        "Adam" => optim.Adam(parameters, amsgrad: true),
        _ => optim.AdamW(parameters, weight_decay: 0.1),
    };

    private static void Train(OptimizerHelper optimizer, int steps, int first = 0)
    {
        for (int step = first; step < first + steps; step++)
        {
            SetGrads(optimizer.parameters(), MathF.Sin(step));
            optimizer.step();
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Training_continues_exactly_from_a_loaded_state(string kind)
    {
        var (whole, first) = (Weight(), Weight());
        using var uninterrupted = Make(kind, whole);
        Train(uninterrupted, 10);

        using var before = Make(kind, first);
        Train(before, 4);
        var second = new Parameter(first.detach().clone());
        using var after = Make(kind, second);
        after.ParamGroups.Single().LearningRate = 123;
        after.load_state_dict(before.state_dict());
        Train(before, 2); // what was copied no longer follows the original
        Train(after, 6, first: 4);
        Assert.Equal(Values(whole), Values(second));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Training_continues_exactly_from_a_saved_state(string kind)
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("optimizer.dat");
        var (whole, first) = (Weight(), Weight());
        using var uninterrupted = Make(kind, whole, Weight());
        Train(uninterrupted, 10);

        using var before = Make(kind, first, Weight());
        Train(before, 4);
        before.save_state_dict(path);
        var second = new Parameter(first.detach().clone());
        using var after = Make(kind, second, Weight());
        after.ParamGroups.Single().LearningRate = 123;
        after.load_state_dict(path);
        Train(after, 6, first: 4);
        Assert.Equal(Values(whole), Values(second));
    }

    [Fact]
    public void A_file_of_another_optimizer_or_cut_short_is_refused_by_name()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("optimizer.dat");
        using var optimizer = Make("SGD", Weight());
        Train(optimizer, 2);
        optimizer.save_state_dict(path);
        var error = Assert.Throws<InvalidDataException>(() => Make("AdamW", Weight()).load_state_dict(path));
        Assert.Contains($"{path} is no state of AdamW: it has 'SGD.", error.Message);
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^3]);
        error = Assert.Throws<InvalidDataException>(() => optimizer.load_state_dict(path));
        Assert.Contains($"{path} is no whole file", error.Message);
    }

    [Fact]
    public void A_state_that_does_not_fit_is_refused_and_nothing_is_changed()
    {
        using var optimizer = Make("AdamW", Weight());
        Train(optimizer, 2);
        var adam = Make("Adam", Weight());
        Assert.Contains("of Adam, not of AdamW", Refusal(adam));
        Assert.Contains("groups of [2] parameters, the optimizer of [1]", Refusal(Make("AdamW", Weight(), Weight())));
        var other = Make("AdamW", Weight(size: 5));
        Train(other, 1);
        Assert.Contains("shape [5]", Refusal(other));
        Assert.Equal(2, optimizer.state_dict().State[0].Step);

        string Refusal(OptimizerHelper source) =>
            Assert.Throws<ArgumentException>(() => optimizer.load_state_dict(source.state_dict())).Message;
    }
}
