using TorchSharp.Schedules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>Schedules of the learning rate. An epoch is a call of step, whatever it spans.</summary>
        public static partial class lr_scheduler
        {
            /// <summary>The initial rate times <paramref name="lr_lambda"/> of the epoch.</summary>
            public static LRScheduler LambdaLR(Optimizer optimizer, Func<int, double> lr_lambda, int last_epoch = -1) =>
                new LambdaLR(optimizer, lr_lambda, last_epoch);

            /// <summary>Multiplies the rate by <paramref name="gamma"/> every <paramref name="step_size"/> epochs.</summary>
            public static LRScheduler StepLR(Optimizer optimizer, int step_size, double gamma = 0.1, int last_epoch = -1) =>
                new StepLR(optimizer, step_size, gamma, last_epoch);

            /// <summary>Multiplies the rate by <paramref name="gamma"/> at each of the epochs <paramref name="milestones"/>.</summary>
            public static LRScheduler MultiStepLR(Optimizer optimizer, IList<int> milestones, double gamma = 0.1, int last_epoch = -1) =>
                new MultiStepLR(optimizer, [.. milestones], gamma, last_epoch);

            /// <summary>The rate times <paramref name="factor"/> until epoch <paramref name="total_iters"/>.</summary>
            public static LRScheduler ConstantLR(Optimizer optimizer, double factor = 1.0 / 3, int total_iters = 5, int last_epoch = -1) =>
                new ConstantLR(optimizer, factor, total_iters, last_epoch);

            /// <summary>A factor that goes in a line from one value to another over <paramref name="total_iters"/> epochs.</summary>
            public static LRScheduler LinearLR(Optimizer optimizer, double start_factor = 1.0 / 3, double end_factor = 1,
                int total_iters = 5, int last_epoch = -1) =>
                new LinearLR(optimizer, start_factor, end_factor, total_iters, last_epoch);

            /// <summary>Multiplies the rate by <paramref name="gamma"/> every epoch.</summary>
            public static LRScheduler ExponentialLR(Optimizer optimizer, double gamma = 0.1, int last_epoch = -1) =>
                new ExponentialLR(optimizer, gamma, last_epoch);

            /// <summary>Half a cosine from the initial rate to <paramref name="eta_min"/> over <paramref name="T_max"/> epochs.</summary>
            public static LRScheduler CosineAnnealingLR(Optimizer optimizer, double T_max, double eta_min = 0, int last_epoch = -1) =>
                new CosineAnnealingLR(optimizer, T_max, eta_min, last_epoch);

            /// <summary>One schedule after another: each begins anew at its milestone.</summary>
            /// <param name="optimizer">Whose rates are set; also the optimizer of each schedule.</param>
            /// <param name="schedulers">In order; the optimizer's rates are those of the first from now on.</param>
            /// <param name="milestones">The epochs at which the second, third, ... schedule takes over.</param>
            /// <param name="last_epoch">The epoch last done; -1 for a new schedule.</param>
            /// <exception cref="ArgumentException">A schedule is of another optimizer, or milestones are too many or few.</exception>
            public static LRScheduler SequentialLR(Optimizer optimizer, IEnumerable<LRScheduler> schedulers,
                IEnumerable<int> milestones, int last_epoch = -1)
            {
                LRScheduler[] all = [.. schedulers];
                int[] at = [.. milestones];
                if (all.Any(scheduler => scheduler.Optimizer != optimizer))
                    throw new ArgumentException("every scheduler of a SequentialLR must be of its optimizer");
                if (at.Length != all.Length - 1)
                    throw new ArgumentException($"{all.Length} schedulers need {all.Length - 1} milestones, not {at.Length}");
                return new SequentialLR(optimizer, all, at, last_epoch);
            }
        }
    }
}
