namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            /// <summary>Sets the learning rates of an optimizer's groups as a function of the epoch (or step).</summary>
            /// <remarks>Making one takes the first step, to epoch 0: call <see cref="step()"/> after each epoch.</remarks>
            public abstract class LRScheduler
            {
                /// <summary>Calls of step, the one of the constructor included.</summary>
                protected int _step_count;

                readonly double[] initial;
                internal int last_epoch;

                /// <param name="optimizer">Whose groups' rates are set; each schedule starts from their initial ones.</param>
                /// <param name="last_epoch">The epoch last done, when a schedule is continued; -1 for a new one.</param>
                private protected LRScheduler(Optimizer optimizer, int last_epoch)
                {
                    Optimizer = optimizer;
                    this.last_epoch = last_epoch;
                    initial = [.. optimizer.ParamGroups.Select(group => group.InitialLearningRate)];
                    Start();
                }

                internal Optimizer Optimizer { get; }

                private protected virtual void Start() => step();

                /// <summary>First calls of <see cref="step()"/> anew, as Python's _initial_step.</summary>
                internal void Restart()
                {
                    _step_count = 0;
                    step();
                }

                /// <summary>The rate of each group that the last step has set.</summary>
                public IEnumerable<double> get_last_lr() => Optimizer.ParamGroups.Select(group => group.LearningRate);

                /// <summary>Goes to the next epoch.</summary>
                public virtual void step() => step(null);

                /// <summary>Goes to an epoch by the schedule's closed form, where it has one.</summary>
                /// <param name="epoch">Null for the next, computed from the rates as they are.</param>
                public virtual void step(int? epoch)
                {
                    _step_count++;
                    last_epoch = epoch ?? last_epoch + 1;
                    foreach (var (i, group) in Optimizer.ParamGroups.Index())
                        group.LearningRate = epoch is null
                            ? Next(group.LearningRate, initial[i])
                            : At(group.LearningRate, initial[i]);
                }

                /// <param name="current">A metric, which only schedules that react to one read.</param>
                /// <param name="epoch">As of <see cref="step(int?)"/>.</param>
                public virtual void step(double current, int? epoch = null) => step(epoch);

                /// <summary>The rate at <see cref="last_epoch"/> from that of the epoch before.</summary>
                private protected virtual double Next(double lr, double initial) => lr;

                /// <summary>The rate at <see cref="last_epoch"/> from the initial one.</summary>
                private protected virtual double At(double lr, double initial) => Next(lr, initial);
            }
        }
    }
}
