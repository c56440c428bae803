using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Tests.Engine;

/// <summary>Who disposes a tensor, and when: TorchSharp's rules.</summary>
public class DisposeScopeTests
{
    [Fact]
    public void A_scope_disposes_what_was_made_in_it()
    {
        var before = ones(2);
        Tensor inside, temporary;
        using (NewDisposeScope())
        {
            inside = before + 1;
            temporary = inside * 2;
            Assert.False(inside.IsInvalid);
        }
        Assert.True(inside.IsInvalid);
        Assert.True(temporary.IsInvalid);
        Assert.False(before.IsInvalid);
    }

    [Fact]
    public void Only_the_innermost_scope_holds_a_tensor()
    {
        using var outer = NewDisposeScope();
        var first = ones(2);
        using (var inner = NewDisposeScope())
        {
            var second = ones(2);
            Assert.True(inner.Contains(second));
            Assert.False(outer.Contains(second));
        }
        Assert.False(first.IsInvalid);
        Assert.Same(outer, CurrentDisposeScope);
    }

    [Fact]
    public void A_tensor_moved_outwards_ends_with_the_outer_scope()
    {
        Tensor moved;
        using (NewDisposeScope())
        {
            using (NewDisposeScope()) moved = ones(2).MoveToOuterDisposeScope();
            Assert.Equal(2, moved.sum().ToInt32());
        }
        Assert.True(moved.IsInvalid);
    }

    [Fact]
    public void A_tensor_moved_out_of_the_outermost_scope_lives_on()
    {
        Tensor moved;
        using (NewDisposeScope()) moved = ones(2).MoveToOuterDisposeScope();
        Assert.Equal(2, moved.sum().ToInt32());
        moved.Dispose();
    }

    [Fact]
    public void A_detached_tensor_outlives_every_scope()
    {
        Tensor detached;
        using (NewDisposeScope())
            using (NewDisposeScope()) detached = ones(2).DetachFromDisposeScope();
        Assert.Equal(2, detached.sum().ToInt32());
    }

    [Fact]
    public void A_tensor_can_join_another_scope()
    {
        using var outer = NewDisposeScope();
        using var middle = NewDisposeScope();
        var sibling = ones(2).MoveToOuterDisposeScope();
        using (NewDisposeScope())
        {
            var joins = ones(2).MoveToOtherDisposeScope(outer);
            var follows = ones(2).MoveToOtherDisposeScope(sibling);
            Assert.True(outer.Contains(joins) && outer.Contains(follows) && outer.Contains(sibling));
        }
        Assert.Equal(3, outer.DisposablesCount);
    }

    [Fact]
    public void Everything_but_the_named_is_disposed_and_the_named_stay_in_the_scope()
    {
        Tensor kept, dropped;
        using (var scope = NewDisposeScope())
        {
            kept = ones(2);
            dropped = ones(2);
            Assert.Same(kept, scope.DisposeEverythingBut(kept));
            Assert.True(dropped.IsInvalid);
            Assert.False(kept.IsInvalid);
            Assert.Equal([kept], scope.DisposablesView);
        }
        Assert.True(kept.IsInvalid);
    }

    [Fact]
    public void A_tensor_disposed_early_leaves_its_scope()
    {
        using var scope = NewDisposeScope();
        ones(2).Dispose();
        Assert.Equal(0, scope.DisposablesCount);
    }

    [Fact]
    public void A_wrapped_expression_keeps_only_its_result()
    {
        var temporary = zeros(1);
        using var result = WrappedTensorDisposeScope(() => (temporary = ones(2)) + 1);
        Assert.True(temporary.IsInvalid);
        Assert.Equal([2f, 2f], result.data<float>().ToArray());
    }

    [Fact]
    public void A_scope_is_of_its_thread()
    {
        using var scope = NewDisposeScope();
        Tensor? elsewhere = null;
        var thread = new Thread(() => elsewhere = ones(2));
        thread.Start();
        thread.Join();
        Assert.False(scope.Contains(elsewhere!));
        elsewhere!.Dispose();
    }

    [Fact]
    public void A_scope_that_ends_on_another_thread_takes_no_more_tensors()
    {
        using var outer = NewDisposeScope();
        var scope = NewDisposeScope();
        var thread = new Thread(scope.Dispose); // as after an await
        thread.Start();
        thread.Join();
        var later = ones(2);
        Assert.False(scope.Contains(later));
        Assert.True(outer.Contains(later));
        Assert.Same(outer, CurrentDisposeScope);
    }

    [Fact]
    public void What_leaves_a_scope_goes_to_the_next_that_has_not_ended()
    {
        using var outer = NewDisposeScope();
        var middle = NewDisposeScope();
        var inner = NewDisposeScope();
        var kept = ones(2);
        middle.Dispose();
        Assert.Same(inner, CurrentDisposeScope);
        kept.MoveToOuterDisposeScope();
        Assert.True(outer.Contains(kept));
        inner.Dispose();
        Assert.False(kept.IsInvalid);
        Assert.Same(outer, CurrentDisposeScope);
    }

    [Fact]
    public void A_disposed_tensor_says_so()
    {
        var tensor = ones(2);
        tensor.Dispose();
        tensor.Dispose();
        Assert.Contains("Tensor invalid", Assert.Throws<InvalidOperationException>(() => tensor + 1).Message);
    }
}
