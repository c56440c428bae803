using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim.lr_scheduler;

namespace Fovea.Tests.Engine;

public class ScheduleTests
{
    private const int Steps = 40;

    private static readonly Dictionary<string, Func<optim.Optimizer, LRScheduler>> Cases = new()
    {
        ["StepLR(o, 7, gamma=0.3)"] = o => StepLR(o, 7, gamma: 0.3),
        ["MultiStepLR(o, [5, 12, 12, 30], gamma=0.5)"] = o => MultiStepLR(o, [5, 12, 12, 30], gamma: 0.5),
        ["ConstantLR(o, factor=0.25, total_iters=6)"] = o => ConstantLR(o, factor: 0.25, total_iters: 6),
        ["LinearLR(o, start_factor=0.1, end_factor=0.8, total_iters=9)"] = o => LinearLR(o, 0.1, 0.8, 9),
        ["ExponentialLR(o, gamma=0.9)"] = o => ExponentialLR(o, gamma: 0.9),
        ["CosineAnnealingLR(o, 15, eta_min=0.01)"] = o => CosineAnnealingLR(o, 15, eta_min: 0.01),
        ["LambdaLR(o, lambda e: 1 / (1 + e))"] = o => LambdaLR(o, e => 1.0 / (1 + e)),
        ["SequentialLR(o, [LinearLR(o, 0.1, total_iters=5), CosineAnnealingLR(o, 20), ExponentialLR(o, 0.9)], [5, 25])"] =
            o => SequentialLR(o, [LinearLR(o, 0.1, total_iters: 5), CosineAnnealingLR(o, 20), ExponentialLR(o, 0.9)], [5, 25]),
    };

    private static readonly Lazy<Dictionary<string, double[][]>> Expected = new(() =>
        JsonSerializer.Deserialize<Dictionary<string, double[][]>>(Python.Run("""
            import json, sys, torch, warnings
            from torch.optim.lr_scheduler import *
            warnings.simplefilter("ignore")
            found = {}
            for case in sys.argv[2:]:
                o = torch.optim.SGD([{"params": [torch.nn.Parameter(torch.ones(1))], "lr": lr} for lr in (0.5, 0.03)], lr=1)
                schedule = eval(case)
                rates = []
                for _ in range(int(sys.argv[1])):
                    rates.append([group["lr"] for group in o.param_groups])
                    o.step()
                    schedule.step()
                found[case] = rates
            print(json.dumps(found))
            """, [$"{Steps}", .. Cases.Keys]))!);

    public static TheoryData<string> Names => [.. Cases.Keys];

    private static SGD Optimizer(params double[] rates) =>
        optim.SGD(rates.Select(lr => new SGD.ParamGroup([new Parameter(ones(1))], lr)), 1);

    [Theory, MemberData(nameof(Names))]
    public void Rates_are_those_of_Python(string name)
    {
        using var optimizer = Optimizer(0.5, 0.03);
        var schedule = Cases[name](optimizer);
        foreach (var (step, expected) in Expected.Value[name].Index())
        {
            Assert.Equal(expected, optimizer.ParamGroups.Select(group => group.LearningRate));
            Assert.Equal(expected, schedule.get_last_lr());
            optimizer.step();
            schedule.step();
        }
        Assert.Equal([0.5, 0.03], optimizer.ParamGroups.Select(group => group.InitialLearningRate));
    }

    /// <summary>Step by step, errors of rounding add up: relative 1e-9.</summary>
    [Fact]
    public void Stepping_to_an_epoch_reaches_what_its_closed_form_says() => Prop.ForAll(
        Gen.Choose(1, 14).ToArbitrary(), Gen.Choose(1, 15).ToArbitrary(), (period, epoch) =>
        {
            foreach (var make in (Func<optim.Optimizer, LRScheduler>[])
            [
                o => StepLR(o, period, 0.5), o => MultiStepLR(o, [period, period + 3], 0.5), o => ExponentialLR(o, 0.8),
                o => LinearLR(o, 0.2, 0.9, period), o => ConstantLR(o, 0.5, period), o => CosineAnnealingLR(o, 15, 0.01),
            ])
            {
                using var stepping = Optimizer(0.5);
                using var jumping = Optimizer(0.5);
                var (steps, jumps) = (make(stepping), make(jumping));
                for (int i = 0; i < epoch; i++) steps.step();
                jumps.step(epoch);
                var expected = jumps.get_last_lr().Single();
                Assert.Equal(expected, steps.get_last_lr().Single(), 1e-9 * expected);
            }
        }).Holds();

    [Fact]
    public void A_schedule_continues_from_an_epoch()
    {
        using var whole = Optimizer(0.5);
        using var parts = Optimizer(0.5);
        var uninterrupted = CosineAnnealingLR(whole, 10);
        for (int i = 0; i < 6; i++) uninterrupted.step();
        var continued = CosineAnnealingLR(parts, 10, last_epoch: 5);
        Assert.Equal(uninterrupted.get_last_lr().Single(), continued.get_last_lr().Single(), 1e-12);
    }

    [Fact]
    public void A_sequence_of_schedules_that_do_not_belong_together_is_refused()
    {
        using var optimizer = Optimizer(0.5);
        using var another = Optimizer(0.5);
        Assert.Contains("of its optimizer", Assert.Throws<ArgumentException>(
            () => SequentialLR(optimizer, [StepLR(optimizer, 2), StepLR(another, 2)], [3])).Message);
        Assert.Contains("2 schedulers need 1 milestones, not 2", Assert.Throws<ArgumentException>(
            () => SequentialLR(optimizer, [StepLR(optimizer, 2), StepLR(optimizer, 2)], [3, 5])).Message);
    }
}
