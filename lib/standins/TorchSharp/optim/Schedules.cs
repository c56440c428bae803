using static TorchSharp.torch.optim;
using static TorchSharp.torch.optim.lr_scheduler;

namespace TorchSharp.Schedules;

// Each computes a rate in PyTorch's order of operations, so that schedules agree to the last bit.

internal sealed class LambdaLR(Optimizer optimizer, Func<int, double> factor, int last) : LRScheduler(optimizer, last)
{
    private protected override double Next(double lr, double initial) => initial * factor(last_epoch);
}

internal sealed class StepLR(Optimizer optimizer, int size, double gamma, int last) : LRScheduler(optimizer, last)
{
    private protected override double Next(double lr, double initial) =>
        last_epoch == 0 || last_epoch % size != 0 ? lr : lr * gamma;

    private protected override double At(double lr, double initial) => initial * Math.Pow(gamma, last_epoch / size);
}

internal sealed class MultiStepLR(Optimizer optimizer, int[] milestones, double gamma, int last) : LRScheduler(optimizer, last)
{
    private protected override double Next(double lr, double initial) =>
        milestones.Count(m => m == last_epoch) is var count and > 0 ? lr * Math.Pow(gamma, count) : lr;

    private protected override double At(double lr, double initial) =>
        initial * Math.Pow(gamma, milestones.Count(m => m <= last_epoch));
}

internal sealed class ConstantLR(Optimizer optimizer, double factor, int total, int last) : LRScheduler(optimizer, last)
{
    private protected override double Next(double lr, double initial) =>
        last_epoch == 0 ? lr * factor : last_epoch == total ? lr * (1 / factor) : lr;

    private protected override double At(double lr, double initial) =>
        initial * (factor + (last_epoch >= total ? 1 - factor : 0));
}

internal sealed class LinearLR(Optimizer optimizer, double start, double end, int total, int last) : LRScheduler(optimizer, last)
{
    private protected override double Next(double lr, double initial) =>
        last_epoch == 0 ? lr * start
        : last_epoch > total ? lr
        : lr * (1 + (end - start) / (total * start + (last_epoch - 1) * (end - start)));

    private protected override double At(double lr, double initial) =>
        initial * (start + (end - start) * Math.Min(total, last_epoch) / total);
}

internal sealed class ExponentialLR(Optimizer optimizer, double gamma, int last) : LRScheduler(optimizer, last)
{
    private protected override double Next(double lr, double initial) => last_epoch == 0 ? lr : lr * gamma;

    private protected override double At(double lr, double initial) => initial * Math.Pow(gamma, last_epoch);
}

/// <summary>Loshchilov and Hutter 2017 (SGDR), equation 5, without restarts.</summary>
internal sealed class CosineAnnealingLR(Optimizer optimizer, double period, double floor, int last) : LRScheduler(optimizer, last)
{
    private protected override double Next(double lr, double initial)
    {
        if (last_epoch == 0) return lr;
        if (_step_count == 1) return floor + (initial - floor) * (1 + Math.Cos(last_epoch * Math.PI / period)) / 2;
        if ((last_epoch - 1 - period) % (2 * period) == 0)
            return lr + (initial - floor) * (1 - Math.Cos(Math.PI / period)) / 2;
        return (1 + Math.Cos(Math.PI * last_epoch / period)) / (1 + Math.Cos(Math.PI * (last_epoch - 1) / period))
            * (lr - floor) + floor;
    }

    private protected override double At(double lr, double initial) =>
        floor + (initial - floor) * (1 + Math.Cos(Math.PI * last_epoch / period)) / 2;
}

internal sealed class SequentialLR(Optimizer optimizer, LRScheduler[] schedulers, int[] milestones, int last)
    : LRScheduler(optimizer, last)
{
    private protected override void Start()
    {
        last_epoch++;
        foreach (var group in Optimizer.ParamGroups) group.LearningRate = group.InitialLearningRate;
        foreach (var scheduler in schedulers) scheduler.last_epoch--;
        schedulers[0].Restart();
    }

    public override void step(int? epoch)
    {
        _step_count++;
        last_epoch = epoch ?? last_epoch + 1;
        var current = milestones.Count(m => m <= last_epoch);
        schedulers[current].step(current > 0 && milestones[current - 1] == last_epoch ? 0 : null);
    }
}
