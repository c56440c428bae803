using System.Runtime.InteropServices.Marshalling;
using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A tensor of libtorch: one owned reference to a native tensor.</summary>
    /// <remarks>
    /// Released by <see cref="Dispose()"/>, by the <see cref="DisposeScope"/> it was made in, or by its finalizer.
    /// </remarks>
    [NativeMarshalling(typeof(TensorMarshaller))]
    public partial class Tensor : IDisposable
    {
        static long totalCount;
        static long peakCount;

        nint handle;
        readonly long allocated;

        /// <summary>The scope that will dispose this tensor; null when the garbage collector will.</summary>
        internal DisposeScope? Scope { get; set; }

        /// <summary>Takes over a native reference.</summary>
        /// <param name="handle">A reference owned by the new tensor.</param>
        /// <param name="bytes">Memory newly allocated for it; 0 for a view.</param>
        internal Tensor(nint handle, long bytes)
        {
            this.handle = handle;
            allocated = bytes;
            var count = Interlocked.Increment(ref totalCount);
            if (count > Volatile.Read(ref peakCount)) Volatile.Write(ref peakCount, count);
            DisposeScopeManager.Register(this);
            NativeMemory.Allocated(bytes);
        }

        /// <summary>Takes over the native reference of <paramref name="source"/>, which is invalid from then on.</summary>
        private protected Tensor(Tensor source) : this(source.Handle, source.allocated)
        {
            source.handle = 0;
            source.Scope?.MarkAsDisposed(source);
            source.Forget();
        }

        ~Tensor() => Dispose(false);

        /// <summary>Tensors alive in this process.</summary>
        public static long TotalCount => Interlocked.Read(ref totalCount);

        /// <summary>The most tensors that were alive at once (approximate under several threads).</summary>
        public static long PeakCount => Interlocked.Read(ref peakCount);

        public bool IsInvalid => handle == 0;

        /// <exception cref="InvalidOperationException">The tensor was disposed.</exception>
        public nint Handle => handle != 0 ? handle : throw new InvalidOperationException("Tensor invalid -- empty handle.");

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            var released = Interlocked.Exchange(ref handle, 0);
            if (released == 0) return;
            if (disposing) Scope?.MarkAsDisposed(this);
            NativeMethods.ft_release(released);
            Forget();
        }

        void Forget()
        {
            Interlocked.Decrement(ref totalCount);
            NativeMemory.Released(allocated);
        }

        /// <summary>Takes the tensor out of its scope: it then lives until disposed or collected.</summary>
        public Tensor DetachFromDisposeScope()
        {
            Scope?.Detach(this);
            return this;
        }

        /// <summary>Hands the tensor to the scope around its own, or to none.</summary>
        public Tensor MoveToOuterDisposeScope()
        {
            Scope?.MoveToOuter(this);
            return this;
        }

        public Tensor MoveToOtherDisposeScope(DisposeScope other)
        {
            if (Scope is null) other.Attach(this);
            else Scope.MoveToOther(other, this);
            return this;
        }

        public Tensor MoveToOtherDisposeScope(Tensor other)
        {
            if (other.Scope is { } scope) return MoveToOtherDisposeScope(scope);
            return DetachFromDisposeScope();
        }
    }
}
