using Fovea.Benchmarks;
using Fovea.Runner.Commands;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Tests.Benchmarks;

/// <summary>What the benchmarks measure, not how fast it is.</summary>
public class EngineBenchmarkTests
{
    private const string Interpreter = "/usr/bin/python3";

    [Fact]
    public void The_measured_ResNet_50_is_torchvisions()
    {
        using var scope = NewDisposeScope();
        var model = new ResNet50();
        Assert.Equal(25_557_032, model.parameters().Sum(p => p.numel()));
        Assert.Equal([2, 1000], model.call(zeros(2, 3, 64, 64)).shape);
    }

    [Fact]
    public void Both_sides_come_to_the_same_results()
    {
        Assert.SkipUnless(Python.Available, "needs PyTorch for Debian's Python: apt-get install python3-torch");
        using var scope = NewDisposeScope();
        using var python = PythonReference.Start(Interpreter, get_num_threads())!;
        foreach (var figure in EngineFigures.All)
        {
            var repetitions = Math.Min(figure.Repetitions, 200);
            var expected = python.Measure(figure.Reference, repetitions).Result;
            var found = figure.Prepare()(repetitions).abs().sum().ToDouble();
            Assert.Equal(expected, found, 1e-4 * expected);
        }
    }

    [Fact]
    public void A_script_that_fails_is_an_error_that_shows_its_message()
    {
        Assert.SkipUnless(Python.Available, "needs PyTorch for Debian's Python: apt-get install python3-torch");
        using var python = PythonReference.Start(Interpreter, 1)!;
        var error = Assert.Throws<InvalidOperationException>(() => python.Measure("no_such_figure", 1));
        Assert.Contains("KeyError: 'no_such_figure'", error.Message);
    }

    [Theory]
    [InlineData("/nowhere/python3")]
    [InlineData("/bin/false")]
    public void An_interpreter_without_PyTorch_leaves_the_other_side_out(string interpreter) =>
        Assert.Null(PythonReference.Start(interpreter, 1));

    [Theory]
    [InlineData(true, 1.3, 1.0, 1.2, false)]
    [InlineData(true, 1.3, 1.4, 1.0, true)]
    [InlineData(false, 0.95, 1.0, 1.0, false)]
    [InlineData(false, 0.95, 1.2, 1.0, true)]
    public void A_target_is_missed_by_what_is_too_slow(bool ofTime, double bound, double ours, double python, bool missed)
    {
        var target = new Target(ofTime, bound);
        Assert.Equal(missed, !target.IsMet(target.Ratio(ours, python)));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("many")]
    public void A_number_of_threads_that_is_none_is_refused(string threads)
    {
        var error = Assert.Single(FoveaCommand.Create().Parse(["bench", "engine", "--threads", threads]).Errors);
        Assert.Contains(threads, error.Message);
    }
}
