using System.Globalization;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Fovea.Tests.Engine;

/// <summary>Tensors by themselves, against what PyTorch documents.</summary>
public class TensorTests
{
    static Tensor Counting(params long[] sizes) => arange(sizes.Aggregate(1L, (a, b) => a * b), float32).reshape(sizes);

    static void Same(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.shape, actual.shape);
        Assert.Equal(expected.dtype, actual.dtype);
        Assert.True(expected.Equals(actual), $"expected {expected.npstr()} but found {actual.npstr()}");
    }

    [Fact]
    public void Values_survive_the_way_in_and_out()
    {
        Assert.Equal([1f, -2.5f, float.NaN], tensor([1f, -2.5f, float.NaN]).data<float>().ToArray());
        Assert.Equal([1L, long.MinValue], tensor([1L, long.MinValue]).data<long>().ToArray());
        Assert.Equal([true, false], tensor([true, false]).data<bool>().ToArray());
        Assert.Equal([0, 255], tensor(new byte[] { 0, 255 }).data<byte>().ToArray());
        Assert.Equal(2.5, tensor(2.5).item<double>());
        Assert.Equal([2, 3], from_array(new float[2, 3]).shape);
        Assert.Equal([2, 2, 1], tensor(new int[,,] { { { 1 }, { 2 } }, { { 3 }, { 4 } } }).shape);
        Assert.Empty(tensor(Array.Empty<float>()).data<float>().ToArray());
    }

    [Fact]
    public void An_accessor_follows_strides()
    {
        var transposed = Counting(2, 3).t();
        Assert.Equal([0f, 3, 1, 4, 2, 5], transposed.data<float>().ToArray());
        Assert.Equal(4f, transposed.data<float>()[1, 1]);
        transposed.data<float>()[2, 0] = 9;
        Assert.Equal(9f, transposed[2, 0].item<float>());
        transposed.data<float>().CopyFrom([10f, 11, 12, 13, 14, 15]);
        Same(tensor(new[,] { { 10f, 12, 14 }, { 11, 13, 15 } }), transposed.t());
    }

    [Fact]
    public void Bytes_are_the_memory_itself()
    {
        var t = zeros(2, dtype: float32);
        MemoryMarshal.Cast<byte, float>(t.bytes)[1] = 3;
        Assert.Equal(3f, t[1].item<float>());
        t.bytes = new byte[8];
        Assert.Equal(0f, t[1].item<float>());
        Assert.Throws<ArgumentException>(() => t.bytes = new byte[7]);
    }

    [Fact]
    public void Indices_mean_what_they_mean_in_python()
    {
        var t = Counting(3, 4);
        Same(tensor([4f, 5, 6, 7]), t[1]);
        Assert.Equal(11f, t[-1, -1].item<float>());
        Same(tensor(new[,] { { 5f, 6 }, { 9, 10 } }), t[1.., 1..3]);
        Same(tensor([3f, 7, 11]), t[TensorIndex.Ellipsis, ^1]);
        Same(tensor([0f, 2]), t[0, TensorIndex.Slice(step: 2)]);
        Same(tensor([9f, 10, 11]), t[t > 8]);
        Same(tensor([1f, 9]), t[tensor([0L, 2]), tensor([1L, 1])]);
        Same(tensor(new[,] { { 1f, 5, 9 } }).t(), t[TensorIndex.Colon, TensorIndex.Tensor(tensor([1L]))]);
        Assert.Equal([1, 3, 1, 4], t[TensorIndex.None, TensorIndex.Colon, TensorIndex.Null].shape);
        var cube = Counting(2, 3, 4);
        var mask = cube.select(2, 0) > 8;
        Assert.Equal([mask.sum().item<long>(), 2], cube[TensorIndex.Tensor(mask), ..2].shape);
    }

    [Fact]
    public void Assigning_through_an_index_writes_into_the_tensor()
    {
        var t = zeros(3, 4);
        t[1] = tensor([1f, 2, 3, 4]);
        t[TensorIndex.Colon, 0] = 9;
        t[t > 8] = -1;
        t[tensor([2L, 2]), tensor([1L, 3])] = tensor([5f, 6]);
        Same(tensor(new[,] { { -1f, 0, 0, 0 }, { -1, 2, 3, 4 }, { -1, 5, 0, 6 } }), t);
    }

    [Fact]
    public void A_scalar_keeps_the_tensors_type()
    {
        Assert.Equal(int64, (arange(3) + 1).dtype);
        Assert.Equal(float32, (arange(3) + 1.5).dtype);
        Assert.Equal(float32, (ones(2) * 2.5).dtype);
        Same(tensor([1f, 0.5f, 0.25f]), 1 / tensor([1f, 2, 4]));
        Same(tensor([2f, 1]), 3 - tensor([1f, 2]));
        Same(tensor([false, true]), 1.5 < tensor([1f, 2]).to_type(float64) == tensor([true, true]));
    }

    [Fact]
    public void A_wrong_shape_is_libtorchs_error()
    {
        var e = Assert.Throws<ExternalException>(() => matmul(ones(2, 3), ones(2, 3)));
        Assert.Contains("mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)", e.Message);
        Assert.DoesNotContain("frame #", e.Message);
    }

    [Fact]
    public void A_wrong_type_is_named()
    {
        Assert.Contains("Int32 is not compatible with Float32", Assert.Throws<ArgumentException>(() => ones(1).item<int>()).Message);
        Assert.Contains("only one element", Assert.Throws<ArgumentException>(() => ones(2).item<float>()).Message);
        Assert.Contains("3 values for sizes [2, 2]", Assert.Throws<ArgumentException>(() => tensor([1f, 2, 3], [2L, 2L])).Message);
        var e = Assert.Throws<ExternalException>(() => ones(2).matmul(ones(2, dtype: float64)));
        Assert.Contains("same dtype", e.Message);
    }

    [Fact]
    public void A_disposed_tensor_says_so()
    {
        var t = ones(1);
        t.Dispose();
        t.Dispose();
        Assert.True(t.IsInvalid);
        Assert.Throws<InvalidOperationException>(() => t + 1);
        Assert.Throws<InvalidOperationException>(() => t.shape);
    }

    [Fact]
    public void Printing_is_like_numpys_and_leaves_the_middle_out()
    {
        Assert.Equal("[2x2], type = Float32, device = cpu\n[[1.5  -2]\n [  0   3]]", tensor(new[,] { { 1.5f, -2 }, { 0, 3 } }).npstr());
        Assert.Equal("[2], type = Bool, device = cpu\n[ True False]", tensor([true, false]).npstr());
        Assert.Equal("[], type = Int64, device = cpu\n7", tensor(7L).npstr());
        Assert.Equal("[2000], type = Int64, device = cpu\n[   0    1    2 ... 1997 1998 1999]", arange(2000).npstr());
        Assert.Equal("[0], type = Float32, device = cpu\n[]", zeros(0).npstr());
        Assert.Equal("[1], type = Float32, device = cpu\n[0,5]", zeros(1).add(0.5).npstr(cultureInfo: new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = "," } }));
    }

    [Fact]
    public void Gradients_flow_stop_and_accumulate()
    {
        var x = tensor([1f, 2, 3], requires_grad: true);
        (x * x).sum().backward();
        (x * x).sum().backward();
        Same(tensor([4f, 8, 12]), x.grad!);
        x.grad = null;
        Assert.Null(x.grad);
        using (no_grad()) Assert.False((x * 2).requires_grad);
        using (no_grad())
        using (enable_grad()) Assert.True((x * 2).requires_grad);
        Assert.True(is_grad_enabled());
        var y = x.pow(3).sum();
        var first = autograd.grad([y], [x], create_graph: true)[0];
        var second = autograd.grad([first.sum()], [x])[0];
        Same(tensor([6f, 12, 18]), second);
        using (inference_mode()) Assert.True(is_inference_mode_enabled());
        Assert.False(is_inference_mode_enabled());
    }

    [Fact]
    public void A_seed_repeats_and_a_generator_has_its_own_stream()
    {
        manual_seed(7);
        var first = rand(5);
        var state = get_rng_state();
        var second = rand(5);
        manual_seed(7);
        Same(first, rand(5));
        set_rng_state(state);
        Same(second, rand(5));
        using var a = new Generator(3);
        using var b = new Generator(3);
        var drawn = randn(4, generator: a);
        rand(100);
        Same(drawn, randn(4, generator: b));
        Assert.Equal(3, a.initial_seed());
    }

    [Theory]
    [InlineData("cuda:1", DeviceType.CUDA, 1)]
    [InlineData("cpu", DeviceType.CPU, -1)]
    public void A_device_is_read_from_its_name(string name, DeviceType type, int index)
    {
        var device = new Device(name);
        Assert.Equal((type, index, name), (device.type, device.index, device.ToString()));
    }

    [Theory]
    [InlineData("gpu")]
    [InlineData("cuda:x")]
    [InlineData("cuda:1:2")]
    public void A_wrong_device_name_is_refused(string name) =>
        Assert.Contains(name.Split(':')[0], Assert.Throws<ArgumentException>(() => new Device(name)).Message);

    [Fact]
    public void An_unknown_operator_is_named_with_libtorchs_version()
    {
        var e = Assert.Throws<ExternalException>(() => new TorchSharp.Native.Operator("aten::no_such.thing").One(ones(1)));
        Assert.Contains($"libtorch {__version__} has no operator aten::no_such.thing", e.Message);
    }
}
