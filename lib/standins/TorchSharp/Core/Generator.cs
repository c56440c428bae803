using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A stream of random numbers with a state of its own.</summary>
    public class Generator : IDisposable
    {
        nint handle;

        Generator(nint handle, Device device) => (this.handle, this.device) = (handle, device);

        public Generator(ulong seed = 0, Device? device = null)
        {
            this.device = device ?? CPU;
            NativeMethods.Check(NativeMethods.ft_new_generator((int)this.device.type, this.device.index, seed, out handle));
        }

        ~Generator() => Dispose(false);

        public Device device { get; }

        /// <exception cref="InvalidOperationException">The generator was disposed.</exception>
        public nint Handle => handle != 0 ? handle : throw new InvalidOperationException("Generator invalid -- empty handle.");

        /// <summary>The generator that random operators use when none is given.</summary>
        public static Generator Default => DefaultOf(CPU);

        static Generator DefaultOf(Device device)
        {
            NativeMethods.Check(NativeMethods.ft_default_generator((int)device.type, device.index, out var handle));
            return new(handle, device);
        }

        /// <summary>The state, as bytes in a tensor, from which <see cref="set_state"/> continues exactly.</summary>
        public Tensor get_state()
        {
            NativeMethods.Check(NativeMethods.ft_generator_state(Handle, out var state));
            GC.KeepAlive(this);
            return new Tensor(state, 0);
        }

        public void set_state(Tensor value)
        {
            NativeMethods.Check(NativeMethods.ft_generator_set_state(Handle, value));
            GC.KeepAlive(this);
        }

        public Generator manual_seed(long seed)
        {
            NativeMethods.Check(NativeMethods.ft_generator_set_seed(Handle, (ulong)seed));
            GC.KeepAlive(this);
            return this;
        }

        public long initial_seed()
        {
            var seed = (long)NativeMethods.ft_generator_seed(Handle);
            GC.KeepAlive(this);
            return seed;
        }

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            var released = Interlocked.Exchange(ref handle, 0);
            if (released != 0) NativeMethods.ft_generator_release(released);
        }
    }

    /// <summary>Seeds the default generators of every device.</summary>
    public static Generator manual_seed(long seed)
    {
        NativeMethods.Check(NativeMethods.ft_manual_seed((ulong)seed));
        return Generator.Default;
    }

    public static long initial_seed() => Generator.Default.initial_seed();

    public static Tensor get_rng_state() => Generator.Default.get_state();

    public static void set_rng_state(Tensor new_state) => Generator.Default.set_state(new_state);

    public static class random
    {
        public static Generator manual_seed(long seed) => torch.manual_seed(seed);
        public static long initial_seed() => torch.initial_seed();
        public static Tensor get_rng_state() => torch.get_rng_state();
        public static void set_rng_state(Tensor new_state) => torch.set_rng_state(new_state);
    }
}
