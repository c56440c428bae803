using Fovea.Training.Checkpoints;
using static TorchSharp.torch;

namespace Fovea.Tests.Training;

public sealed class SafetensorsTests : IDisposable
{
    readonly TemporaryFolder folder = new();
    readonly IDisposable scope = NewDisposeScope();

    public void Dispose()
    {
        scope.Dispose();
        folder.Dispose();
    }

    CheckpointFile Read(string header, int bytes) =>
        Checkpoint.Read(folder.File("a.safetensors", HandMade.Safetensors(header, [.. Enumerable.Range(0, bytes).Select(i => (byte)i)])));

    [Fact]
    public void Every_element_type_is_read()
    {
        var names = (string[])["F64", "F32", "F16", "BF16", "I64", "I32", "I16", "I8", "U8", "BOOL"];
        var sizes = (int[])[8, 4, 2, 2, 8, 4, 2, 1, 1, 1];
        var types = (ScalarType[])[float64, float32, float16, bfloat16, int64, int32, int16, int8, uint8, @bool];
        for (var i = 0; i < names.Length; i++)
        {
            var found = Read($$"""{"x":{"dtype":"{{names[i]}}","shape":[1],"data_offsets":[0,{{sizes[i]}}] } }""", sizes[i]).Tensors["x"];
            Assert.Equal(types[i], found.dtype);
            Assert.Equal(Enumerable.Range(0, sizes[i]).Select(b => (byte)b), found.bytes.ToArray());
        }
    }

    [Fact]
    public void Scalars_empty_tensors_padding_and_metadata_are_read()
    {
        var file = Read("""
            {"__metadata__":{"format":"pt"},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]},
            "none":{"shape":[0,4],"dtype":"F32","data_offsets":[1,1]},"a":{"dtype":"U8","shape":[],"data_offsets":[0,1]}}
            """, 3);
        Assert.Equal(["b", "none", "a"], file.StateDict().Keys);
        Assert.Empty(file.Tensors["a"].shape);
        Assert.Equal([0, 4], file.Tensors["none"].shape);
        Assert.Equal([1, 2], file.Tensors["b"].bytes.ToArray());
        Assert.Equal("pt", file.Metadata["format"]);
    }

    [Theory]
    [InlineData("begins at byte 2: expected 4", """{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"y":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}}""", 6)]
    [InlineData("begins at byte 5: expected 4", """{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"y":{"dtype":"I8","shape":[1],"data_offsets":[5,6]}}""", 6)]
    [InlineData("begins at byte 4: expected 0", """{"x":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8)]
    [InlineData("9 bytes of tensors where the header announces 4", """{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 9)]
    [InlineData("x needs 4 bytes where 3 are left", """{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 3)]
    [InlineData("data_offsets [4, 0]", """{"x":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", 4)]
    [InlineData("data_offsets [0, 3]", """{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,3]}}""", 4)]
    [InlineData("data_offsets [-4, 0]", """{"x":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}""", 4)]
    [InlineData("data_offsets [0]", """{"x":{"dtype":"F32","shape":[1],"data_offsets":[0]}}""", 4)]
    [InlineData("shape [1] but 2 elements", """{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}}""", 8)]
    [InlineData("reach element 3 of 2", """{"x":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", 8)]
    [InlineData("beyond any memory", """{"x":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,8]}}""", 8)]
    [InlineData("a negative", """{"x":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", 8)]
    [InlineData("x has dtype F8_E4M3: expected one of F64", """{"x":{"dtype":"F8_E4M3","shape":[4],"data_offsets":[0,4]}}""", 4)]
    [InlineData("x has no shape", """{"x":{"dtype":"F32","data_offsets":[0,4]}}""", 4)]
    [InlineData("header is not that of safetensors", """{"x":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", 4)]
    [InlineData("header is not that of safetensors", """{"x":[]}""", 4)]
    [InlineData("header is not that of safetensors", """{"x":{"dtype":1,"shape":[],"data_offsets":[0,4]}}""", 4)]
    [InlineData("header is not that of safetensors", """{"x":""", 4)]
    [InlineData("header is not that of safetensors", """{"__metadata__":{"a":1}}""", 0)]
    [InlineData("header is not that of safetensors", """{"x":{"dtype":"I8","shape":[],"data_offsets":[0,1]},"x":{"dtype":"I8","shape":[],"data_offsets":[0,1]}}""", 1)]
    public void A_header_that_contradicts_itself_or_the_file_is_refused(string found, string header, int bytes) =>
        Assert.Contains(found, Assert.Throws<CheckpointException>(() => Read(header, bytes)).Message);

    [Theory]
    [InlineData(100_000_001, "expected 2 to 100,000,000")]
    [InlineData(long.MinValue, "expected 2 to 100,000,000")]
    [InlineData(60, "cut short: a header of 60 bytes where 2 are left")]
    public void A_header_that_is_too_long_is_refused(long length, string found)
    {
        byte[] content = [.. BitConverter.GetBytes(length), .. "{}"u8];
        Assert.Contains(found, Assert.Throws<CheckpointException>(() => Checkpoint.Read(folder.File("a.safetensors", content))).Message);
    }
}
