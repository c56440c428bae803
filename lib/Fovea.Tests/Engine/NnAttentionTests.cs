using TorchSharp;
using TorchSharp.Modules;
using static Fovea.Tests.Engine.Reference;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Tests.Engine;

/// <summary>MultiheadAttention against Python's: its projections, masks, weights and gradients.</summary>
public class NnAttentionTests
{
    const string Inputs = """
        mha = fill(nn.MultiheadAttention(6, 3))
        plain = fill(nn.MultiheadAttention(6, 2, bias=False))
        query, key, value = draw(1, 4, 2, 6), draw(2, 5, 2, 6), draw(3, 5, 2, 6)
        padding = torch.tensor([[False, False, True, False, True], [False, True, False, False, False]])
        causal = torch.ones(4, 4).triu(1).bool()
        pairs, each = draw(4, 4, 5), draw(5, 6, 4, 5) > 1.2
        def both(name, result): show(name, result[0]), show(name + " weights", result[1])

        """;

    static readonly Tensor query = Draw(1, 4, 2, 6), key = Draw(2, 5, 2, 6), value = Draw(3, 5, 2, 6);
    static readonly Tensor padding = tensor(new[,] { { false, false, true, false, true }, { false, true, false, false, false } });
    static readonly Tensor causal = ones(4, 4).triu(1).@bool(), pairs = Draw(4, 4, 5), each = Draw(5, 6, 4, 5) > 1.2;
    readonly MultiheadAttention mha = Fill(MultiheadAttention(6, 3)), plain = Fill(MultiheadAttention(6, 2, bias: false));

    /// <summary>Makes the inputs before the first test begins, and so outside the scopes that tests open.</summary>
    static NnAttentionTests() { }

    [Fact]
    public void Parameters_have_pythons_names() =>
        Assert.Equal(["in_proj_weight", "in_proj_bias", "out_proj.weight", "out_proj.bias"], mha.state_dict().Keys);

    [Fact]
    public void Every_use_agrees_with_python()
    {
        var reference = new Reference(Inputs + """
            both("self", mha(query, query, query))
            both("causal", mha(query, query, query, attn_mask=causal))
            both("cross", mha(query, key, key))
            both("three", mha(query, key, value))
            both("without bias", plain(query, key, value))
            both("padding", mha(query, key, value, key_padding_mask=padding))
            both("added", mha(query, key, value, attn_mask=pairs))
            both("a head each", mha(query, key, value, attn_mask=each))
            both("added and padding", mha(query, key, value, padding, attn_mask=pairs))
            both("a head each and padding", mha(query, key, value, padding, attn_mask=each))
            """);
        Check("self", mha.call(query, query, query));
        Check("causal", mha.call(query, query, query, attn_mask: causal));
        Check("cross", mha.call(query, key, key));
        Check("three", mha.call(query, key, value));
        Check("without bias", plain.call(query, key, value));
        Check("padding", mha.call(query, key, value, padding));
        Check("padding", mha.call(query, key, value, padding.@byte()));
        Check("added", mha.call(query, key, value, attn_mask: pairs));
        Check("a head each", mha.call(query, key, value, attn_mask: each));
        Check("added and padding", mha.call(query, key, value, padding, true, pairs));
        Check("a head each and padding", mha.call(query, key, value, padding, true, each));

        void Check(string name, Tuple<Tensor, Tensor> ours)
        {
            reference.Check(name, ours.Item1);
            reference.Check(name + " weights", ours.Item2);
        }
    }

    [Fact]
    public void Gradients_agree_with_python()
    {
        var reference = new Reference(Inputs + """
            query.requires_grad_()
            output, weights = mha(query, key, value, padding, attn_mask=pairs)
            (output.square().sum() + weights.square().sum()).backward()
            show("query", query.grad)
            for name, parameter in mha.named_parameters(): show(name, parameter.grad)
            """);
        var leaf = query.clone().with_requires_grad();
        var (output, weights) = mha.call(leaf, key, value, padding, true, pairs);
        (output.square().sum() + weights.square().sum()).backward();
        reference.Check("query", leaf.grad!);
        foreach (var (name, parameter) in mha.named_parameters()) reference.Check(name, parameter.grad!);
    }

    [Fact]
    public void Weights_that_are_not_needed_are_not_there()
    {
        var (output, weights) = mha.call(query, key, value, need_weights: false);
        Assert.Null(weights);
        Assert.True(output.allclose(mha.call(query, key, value).Item1));
    }

    [Fact]
    public void Only_the_results_are_left_behind()
    {
        using var scope = NewDisposeScope();
        mha.call(query, key, value, padding, true, each);
        Assert.Equal(2, scope.DisposablesCount);
    }

    [Fact]
    public void Dropout_is_of_the_weights_and_in_training_only()
    {
        using var dropping = Fill(MultiheadAttention(6, 3, dropout: .5));
        var expected = mha.call(query, key, value).Item1;
        Assert.False(dropping.call(query, key, value).Item1.allclose(expected));
        dropping.eval();
        Assert.True(dropping.call(query, key, value).Item1.allclose(expected));
    }

    [Fact]
    public void Arguments_that_do_not_fit_are_named_with_what_was_expected()
    {
        Assert.Contains("6 dimensions cannot be shared among 4 heads", Assert.Throws<ArgumentException>(() => MultiheadAttention(6, 4)).Message);
        Assert.Contains("not [4, 2, 6], [5, 2, 6] and [4, 2, 6]", Assert.Throws<ArgumentException>(() => mha.call(query, key, query)).Message);
        Assert.Contains("truth values [2, 5], not Bool [5, 2]",
            Assert.Throws<ArgumentException>(() => mha.call(query, key, value, padding.t())).Message);
        Assert.Contains("not Float64 [2, 5]",
            Assert.Throws<ArgumentException>(() => mha.call(query, key, value, padding.@double())).Message);
    }
}
