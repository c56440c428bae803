using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>The scopes of the current thread, innermost last.</summary>
internal static class DisposeScopeManager
{
    [ThreadStatic] static DisposeScope? current;

    /// <summary>The innermost scope that has not ended: after an await, a scope may end on another thread than its own.</summary>
    internal static DisposeScope? Current
    {
        get => current = current?.Living;
        set => current = value;
    }

    internal static void Register(Tensor tensor) => Current?.Attach(tensor);
}

/// <summary>Disposes, when it ends, every tensor made on its thread while it was the innermost scope.</summary>
/// <remarks>It may end on another thread, as after an await, and not while its own makes tensors.</remarks>
public sealed class DisposeScope : IDisposable
{
    readonly HashSet<IDisposable> disposables = new(ReferenceEqualityComparer.Instance);
    readonly DisposeScope? outer;
    volatile bool ended;

    internal DisposeScope()
    {
        outer = DisposeScopeManager.Current;
        DisposeScopeManager.Current = this;
    }

    /// <summary>This scope, or the innermost around it that has not ended.</summary>
    internal DisposeScope? Living
    {
        get
        {
            var scope = this;
            while (scope is { ended: true }) scope = scope.outer;
            return scope;
        }
    }

    public int DisposablesCount => disposables.Count;

    public IReadOnlyList<IDisposable> DisposablesView => disposables.ToList();

    public bool Contains(IDisposable disposable) => disposables.Contains(disposable);

    /// <summary>Makes this scope responsible for a value, whatever scope was before.</summary>
    public void Attach(IDisposable disposable)
    {
        if (disposable is Tensor tensor)
        {
            if (tensor.Scope == this) return;
            tensor.Scope?.disposables.Remove(tensor);
            tensor.Scope = this;
        }
        disposables.Add(disposable);
    }

    public void Attach(params IDisposable[] disposables) => Attach((IEnumerable<IDisposable>)disposables);

    public IReadOnlyList<IDisposable> Attach(IEnumerable<IDisposable> disposables)
    {
        var list = disposables.ToList();
        list.ForEach(Attach);
        return list;
    }

    /// <summary>Lets a value live on beyond every scope.</summary>
    public T Detach<T>(T disposable) where T : IDisposable
    {
        Forget(disposable);
        return disposable;
    }

    public (T1, T2) Detach<T1, T2>(T1 first, T2 second) where T1 : IDisposable where T2 : IDisposable =>
        (Detach(first), Detach(second));

    public (T1, T2, T3) Detach<T1, T2, T3>(T1 first, T2 second, T3 third)
        where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable =>
        (Detach(first), Detach(second), Detach(third));

    public void Detach(params IDisposable[] disposables) => Detach((IEnumerable<IDisposable>)disposables);

    public void Detach(IEnumerable<IDisposable> disposables)
    {
        foreach (var disposable in disposables.ToList()) Forget(disposable);
    }

    /// <summary>Hands a value to the scope around this one; detaches it where there is none.</summary>
    public T MoveToOuter<T>(T disposable) where T : IDisposable
    {
        Move(outer?.Living, disposable);
        return disposable;
    }

    public (T1, T2) MoveToOuter<T1, T2>(T1 first, T2 second) where T1 : IDisposable where T2 : IDisposable =>
        (MoveToOuter(first), MoveToOuter(second));

    public (T1, T2, T3) MoveToOuter<T1, T2, T3>(T1 first, T2 second, T3 third)
        where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable =>
        (MoveToOuter(first), MoveToOuter(second), MoveToOuter(third));

    public void MoveToOuter(params IDisposable[] disposables) => MoveToOuter((IEnumerable<IDisposable>)disposables);

    public void MoveToOuter(IEnumerable<IDisposable> disposables)
    {
        foreach (var disposable in disposables.ToList()) Move(outer?.Living, disposable);
    }

    public T MoveToOther<T>(DisposeScope scope, T disposable) where T : IDisposable
    {
        Move(scope, disposable);
        return disposable;
    }

    public (T1, T2) MoveToOther<T1, T2>(DisposeScope scope, T1 first, T2 second) where T1 : IDisposable where T2 : IDisposable =>
        (MoveToOther(scope, first), MoveToOther(scope, second));

    public (T1, T2, T3) MoveToOther<T1, T2, T3>(DisposeScope scope, T1 first, T2 second, T3 third)
        where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable =>
        (MoveToOther(scope, first), MoveToOther(scope, second), MoveToOther(scope, third));

    public void MoveToOther(DisposeScope scope, params IDisposable[] disposables) =>
        MoveToOther(scope, (IEnumerable<IDisposable>)disposables);

    public void MoveToOther(DisposeScope scope, IEnumerable<IDisposable> disposables)
    {
        foreach (var disposable in disposables.ToList()) Move(scope, disposable);
    }

    public void DisposeEverything() => DisposeEverythingBut(Enumerable.Empty<IDisposable>());

    public T DisposeEverythingBut<T>(T keep) where T : IDisposable
    {
        DisposeEverythingBut([keep]);
        return keep;
    }

    public (T1, T2) DisposeEverythingBut<T1, T2>(T1 first, T2 second) where T1 : IDisposable where T2 : IDisposable
    {
        DisposeEverythingBut([first, second]);
        return (first, second);
    }

    public (T1, T2, T3) DisposeEverythingBut<T1, T2, T3>(T1 first, T2 second, T3 third)
        where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable
    {
        DisposeEverythingBut([first, second, third]);
        return (first, second, third);
    }

    public void DisposeEverythingBut(params IDisposable[] keep) => DisposeEverythingBut((IEnumerable<IDisposable>)keep);

    /// <summary>Disposes what the scope holds, except <paramref name="inKeep"/>, which stays in the scope.</summary>
    public void DisposeEverythingBut(IEnumerable<IDisposable> inKeep)
    {
        var keep = new HashSet<IDisposable>(inKeep, ReferenceEqualityComparer.Instance);
        var condemned = disposables.Where(d => !keep.Contains(d)).ToList();
        disposables.IntersectWith(keep);
        foreach (var disposable in condemned)
        {
            if (disposable is Tensor tensor) tensor.Scope = null;
            disposable.Dispose();
        }
    }

    public void MarkAsDisposed(IDisposable disposable) => Forget(disposable);

    /// <summary>Disposes what the scope still holds and makes the scope around it current again.</summary>
    public void Dispose()
    {
        if (ended) return;
        ended = true;
        DisposeEverything();
    }

    void Forget(IDisposable disposable)
    {
        disposables.Remove(disposable);
        if (disposable is Tensor tensor && tensor.Scope == this) tensor.Scope = null;
    }

    static void Move(DisposeScope? target, IDisposable disposable)
    {
        if (disposable is Tensor tensor) tensor.Scope?.Forget(tensor);
        target?.Attach(disposable);
    }
}

public static partial class torch
{
    /// <summary>Begins a scope that disposes the tensors made in it.</summary>
    public static DisposeScope NewDisposeScope() => new();

    public static DisposeScope? CurrentDisposeScope => DisposeScopeManager.Current;

    /// <summary>Evaluates an expression and disposes every tensor it made but the result.</summary>
    public static Tensor WrappedTensorDisposeScope(Func<Tensor> expr)
    {
        using var scope = NewDisposeScope();
        return expr().MoveToOuterDisposeScope();
    }
}
