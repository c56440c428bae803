using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Tests.Engine;

/// <summary>Each operator, through its public name, against the same expression in Python on the same libtorch.</summary>
public class OperatorParityTests
{
    /// <summary>The Python expression over x [3, 4], y [3, 4], m [4, 5], i = long [3, 2], and ours.</summary>
    static readonly (string Python, Func<Tensor, Tensor, Tensor, Tensor, Tensor> Ours)[] Cases =
    [
        ("x+y", (x, y, m, i) => x + y), ("x-2", (x, y, m, i) => x - 2), ("2-x", (x, y, m, i) => 2 - x),
        ("x*y", (x, y, m, i) => x * y), ("x/y", (x, y, m, i) => x / y), ("3/x", (x, y, m, i) => 3 / x),
        ("x%y", (x, y, m, i) => x % y), ("-x", (x, y, m, i) => -x), ("x.abs().pow(.3)", (x, y, m, i) => x.abs().pow(.3)),
        ("torch.div(x,y,rounding_mode='floor')", (x, y, m, i) => x.div(y, RoundingMode.floor)),
        ("torch.div(x,2,rounding_mode='trunc')", (x, y, m, i) => x.div(2, RoundingMode.trunc)),
        ("x.add(y,alpha=3)", (x, y, m, i) => x.add(y, 3)), ("x.addcmul(x,y,value=2)", (x, y, m, i) => x.addcmul(x, y, 2)),
        ("x.addcdiv(x,y,value=2)", (x, y, m, i) => x.addcdiv(x, y, 2)), ("x.lerp(y,y)", (x, y, m, i) => x.lerp(y, y)),
        ("(x>y).float()", (x, y, m, i) => (x > y).@float()), ("(x<=0.2).float()", (x, y, m, i) => (x <= 0.2).@float()),
        ("((x>0)&(y>0)|~(x>0)).float()", (x, y, m, i) => ((x > 0) & (y > 0) | ~(x > 0)).@float()),
        ("x.exp().log1p().sqrt()", (x, y, m, i) => x.exp().log1p().sqrt()), ("x.sin()*x.cos()+x.tanh()", (x, y, m, i) => x.sin() * x.cos() + x.tanh()),
        ("x.sigmoid().logit(1e-3)", (x, y, m, i) => x.sigmoid().logit(1e-3)), ("x.erf()", (x, y, m, i) => x.erf()),
        ("x.round(decimals=1)", (x, y, m, i) => x.round(1)), ("x.floor()+x.ceil()*10+x.trunc()*100", (x, y, m, i) => x.floor() + x.ceil() * 10 + x.trunc() * 100),
        ("torch.nn.functional.gelu(x)", (x, y, m, i) => x.gelu()), ("torch.nn.functional.silu(x)", (x, y, m, i) => x.silu()),
        ("x.clamp(-.5,.5)", (x, y, m, i) => x.clamp(-.5, .5)), ("x.clamp(min=0)", (x, y, m, i) => x.clamp(min: 0)), ("x.clamp(y.abs()*-1,y.abs())", (x, y, m, i) => x.clamp(-y.abs(), y.abs())),
        ("torch.where(x>0,x,y)", (x, y, m, i) => where(x > 0, x, y)), ("x.masked_fill(x>0,-9)", (x, y, m, i) => x.masked_fill(x > 0, -9)),
        ("x.masked_select(y>0)", (x, y, m, i) => x.masked_select(y > 0)), ("torch.maximum(x,y)-torch.minimum(x,y)", (x, y, m, i) => maximum(x, y) - minimum(x, y)),
        ("x.sum()", (x, y, m, i) => x.sum()), ("x.sum(1,keepdim=True)", (x, y, m, i) => x.sum(1, keepdim: true)), ("x.sum([0,1])", (x, y, m, i) => x.sum([0L, 1L])),
        ("x.mean([0])", (x, y, m, i) => x.mean([0L])), ("x.prod(1)", (x, y, m, i) => x.prod(1)), ("x.std()", (x, y, m, i) => x.std()),
        ("x.var(1,unbiased=False)", (x, y, m, i) => x.var(1, unbiased: false)), ("torch.stack(torch.var_mean(x,1))", (x, y, m, i) => { var (v, a) = x.var_mean(1); return stack([v, a]); }),
        ("x.norm()", (x, y, m, i) => x.norm()), ("x.norm(1,0,True)", (x, y, m, i) => x.norm(0, true, 1)), ("x.max()-x.min()", (x, y, m, i) => x.max() - x.min()),
        ("x.max(1)[0]+x.max(1)[1]", (x, y, m, i) => { var (v, at) = x.max(1); return v + at; }), ("x.amax(0)+x.amin(0)", (x, y, m, i) => x.amax(0) + x.amin(0)),
        ("x.argmax(1)+x.argmin()", (x, y, m, i) => x.argmax(1) + x.argmin()), ("x.logsumexp(1)", (x, y, m, i) => x.logsumexp(1)), ("x.cumsum(1)*x.cumprod(0)", (x, y, m, i) => x.cumsum(1) * x.cumprod(0)),
        ("x.sort(1,descending=True)[0]", (x, y, m, i) => x.sort(1, descending: true).Item1), ("x.argsort(0)", (x, y, m, i) => x.argsort(0)), ("x.topk(2,1)[0]", (x, y, m, i) => x.topk(2, 1).Item1),
        ("x.softmax(1)", (x, y, m, i) => x.softmax(1)), ("x.log_softmax(0)", (x, y, m, i) => x.log_softmax(0)), ("i.unique()", (x, y, m, i) => i.unique().Item1),
        ("(x>0).nonzero()", (x, y, m, i) => (x > 0).nonzero()), ("torch.bincount(i.flatten(),minlength=6)", (x, y, m, i) => bincount(i.flatten(), minlength: 6)), ("x.histc(5,-1,1)", (x, y, m, i) => x.histc(5, -1, 1)),
        ("(x>0).any(1).float()+(x>-9).all().float()", (x, y, m, i) => (x > 0).any(1).@float() + (x > -9).all().@float()), ("(x>0).count_nonzero(0)", (x, y, m, i) => (x > 0).count_nonzero([0])),
        ("torch.searchsorted(torch.tensor([-.5,0.,.5]),x)", (x, y, m, i) => searchsorted(tensor([-.5f, 0, .5f]), x)),
        ("x.reshape(2,6).t()", (x, y, m, i) => x.reshape(2, 6).t()), ("x.view(2,2,3).permute(2,0,1)", (x, y, m, i) => x.view(2, 2, 3).permute(2, 0, 1)), ("x.unsqueeze(1).expand(3,2,4)", (x, y, m, i) => x.unsqueeze(1).expand(3, 2, 4)),
        ("x.flatten().unfold(0,3,2)", (x, y, m, i) => x.flatten().unfold(0, 3, 2)), ("x.transpose(0,1).contiguous().unflatten(0,(2,2))", (x, y, m, i) => x.transpose(0, 1).contiguous().unflatten(0, 2, 2)),
        ("x.tril()+x.triu(1)*2", (x, y, m, i) => x.tril() + x.triu(1) * 2), ("x.diagonal().diag()", (x, y, m, i) => x.diagonal().diag()), ("x.flip(0,1).roll(1,0)", (x, y, m, i) => x.flip(0, 1).roll(1, 0)),
        ("torch.cat(x.chunk(2,1)[::-1],1)", (x, y, m, i) => cat(x.chunk(2, 1).Reverse().ToArray(), 1)), ("torch.cat(x.split([1,3],1)[::-1],1)", (x, y, m, i) => cat(x.split([1L, 3L], 1).Reverse().ToArray(), 1)),
        ("torch.stack(x.unbind(1),2) if False else torch.stack(x.unbind(1),0)", (x, y, m, i) => stack(x.unbind(1))), ("torch.meshgrid(x[0],y[0],indexing='ij')[0]", (x, y, m, i) => meshgrid([x[0], y[0]])[0]),
        ("x.repeat(2,1)", (x, y, m, i) => x.repeat(2, 1)), ("x.repeat_interleave(2,1)", (x, y, m, i) => x.repeat_interleave(2, 1)), ("x.tile((1,2))", (x, y, m, i) => x.tile([1L, 2L])),
        ("x.gather(1,i)", (x, y, m, i) => x.gather(1, i)), ("x.scatter(1,i,y)", (x, y, m, i) => x.scatter(1, i, y)), ("x.scatter_add(1,i,y)", (x, y, m, i) => x.scatter_add(1, i, y)), ("x.index_select(1,i[0])", (x, y, m, i) => x.index_select(1, i[0])),
        ("x.index_add(1,i[0],y[:,:2])", (x, y, m, i) => x.index_add(1, i[0], y[TensorIndex.Colon, ..2], 1)), ("x.index_fill(1,i[0],5)", (x, y, m, i) => x.index_fill(1, i[0], 5)), ("x.take_along_dim(i,1)", (x, y, m, i) => x.take_along_dim(i, 1)),
        ("x.narrow(1,1,2)+x.select(0,1)[1:3]", (x, y, m, i) => x.narrow(1, 1, 2) + x.select(0, 1)[1..3]), ("x.as_strided((2,2),(1,2),1)", (x, y, m, i) => x.as_strided([2, 2], [1, 2], 1)),
        ("x@m", (x, y, m, i) => x.matmul(m)), ("torch.addmm(torch.ones(5),x,m,beta=2,alpha=.5)", (x, y, m, i) => ones(5).addmm(x, m, 2, .5f)), ("torch.einsum('ij,kj->ik',x,y)", (x, y, m, i) => einsum("ij,kj->ik", x, y)),
        ("torch.bmm(x[None],m[None])", (x, y, m, i) => x[TensorIndex.None].bmm(m[TensorIndex.None])), ("torch.outer(x[0],y[0])", (x, y, m, i) => x[0].outer(y[0])), ("torch.tensordot(x,y,([0],[0]))", (x, y, m, i) => x.tensordot(y, [0L], [0L])),
        ("torch.linalg.inv(x[:,:3])", (x, y, m, i) => linalg.inv(x[TensorIndex.Colon, ..3])), ("torch.linalg.svd(x)[1]", (x, y, m, i) => linalg.svd(x).Item2), ("torch.linalg.det(x[:,:3])", (x, y, m, i) => x[TensorIndex.Colon, ..3].det()),
        ("torch.arange(2,9,3)", (x, y, m, i) => arange(2, 9, 3)), ("torch.arange(0,1,.25)", (x, y, m, i) => arange(0, 1, .25)), ("torch.linspace(0,1,5)", (x, y, m, i) => linspace(0, 1, 5)), ("torch.eye(2,3)", (x, y, m, i) => eye(2, 3)),
        ("torch.full((2,),7)", (x, y, m, i) => full(2, 7)), ("torch.full((2,),7.)", (x, y, m, i) => full(2, 7.0)), ("x.long()+x.bool()", (x, y, m, i) => x.@long() + x.@bool()), ("x.half().float()", (x, y, m, i) => x.half().@float()),
        ("(torch.manual_seed(5),torch.rand(3))[1]", (x, y, m, i) => { manual_seed(5); return rand(3); }), ("(torch.manual_seed(5),torch.randn(17))[1]", (x, y, m, i) => { manual_seed(5); return randn(17); }),
        ("(torch.manual_seed(5),torch.randperm(9))[1]", (x, y, m, i) => { manual_seed(5); return randperm(9); }), ("(torch.manual_seed(5),torch.randint(3,9,(4,)))[1]", (x, y, m, i) => { manual_seed(5); return randint(3, 9, [4]); }),
        ("(torch.manual_seed(5),torch.multinomial(x.softmax(1),2))[1]", (x, y, m, i) => { manual_seed(5); return x.softmax(1).multinomial(2); }), ("(torch.manual_seed(5),torch.empty(4).normal_(1,2))[1]", (x, y, m, i) => { manual_seed(5); return empty(4).normal_(1, 2); }),
    ];

    const string Script = """
        import torch
        x = torch.tensor([[.1, -.7, .35, 1.2], [-.4, .9, -1.1, .05], [.6, -.2, .8, -.3]])
        y = torch.tensor([[.5, .3, -.6, .7], [1.3, -.8, .2, -.1], [-.9, .4, .15, 1.]])
        m = torch.arange(20.).reshape(4, 5) / 7 - 1
        i = torch.tensor([[0, 3], [2, 2], [1, 0]])
        for e in EXPRESSIONS:
            r = eval(e)
            print(';'.join([str(r.dtype).split('.')[1], ','.join(map(str, r.shape)), ','.join(repr(v) for v in r.double().flatten().tolist())]))
        """;

    [Fact]
    public void Every_operator_agrees_with_python()
    {
        var expressions = "[" + string.Join(",", Cases.Select(c => "\"" + c.Python + "\"")) + "]";
        var lines = Python.Run(Script.Replace("EXPRESSIONS", expressions)).TrimEnd().Split('\n');
        Assert.Equal(Cases.Length, lines.Length);
        var x = tensor(new[,] { { .1f, -.7f, .35f, 1.2f }, { -.4f, .9f, -1.1f, .05f }, { .6f, -.2f, .8f, -.3f } });
        var y = tensor(new[,] { { .5f, .3f, -.6f, .7f }, { 1.3f, -.8f, .2f, -.1f }, { -.9f, .4f, .15f, 1f } });
        var m = arange(20, float32).reshape(4, 5) / 7 - 1;
        var i = tensor(new long[,] { { 0, 3 }, { 2, 2 }, { 1, 0 } });
        var wrong = Cases.Zip(lines, (c, line) => Difference(c.Python, line, c.Ours(x, y, m, i))).OfType<string>().ToList();
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    /// <summary>What differs, allowing 2e-6 relative: one libtorch on both sides, but sums may be split by thread.</summary>
    static string? Difference(string expression, string line, Tensor ours)
    {
        var parts = line.Split(';');
        var dtype = ours.dtype.ToString().ToLowerInvariant();
        if (dtype != parts[0]) return $"{expression}: {dtype}, not {parts[0]}";
        var shape = string.Join(",", ours.shape);
        if (shape != parts[1]) return $"{expression}: [{shape}], not [{parts[1]}]";
        var expected = parts[2].Split(',').Select(v => double.Parse(v, CultureInfo.InvariantCulture));
        return ours.to_type(float64).data<double>().Zip(expected, (a, b) => Math.Abs(a - b) <= 2e-6 * Math.Max(1, Math.Abs(b))).All(same => same)
            ? null : $"{expression}: {ours.npstr()} and not {parts[2]}";
    }
}
