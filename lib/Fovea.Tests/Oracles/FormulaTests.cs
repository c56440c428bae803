using System.Globalization;

namespace Fovea.Tests.Oracles;

/// <summary>The filler agrees with the vectors that came with the formula.</summary>
public class FormulaTests
{
    [Fact]
    public void Hashes_and_filled_values_are_the_stored_ones_bit_for_bit()
    {
        var file = OracleFile.Read("formula_vectors.json");
        foreach (var vector in file.Root.GetProperty("vectors").EnumerateArray())
        {
            var key = vector.GetProperty("key").GetString()!;
            var index = vector.GetProperty("index").EnumerateArray().Select(i => i.GetInt32()).ToArray();
            long[] shape = [.. vector.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())];
            Assert.Equal(vector.GetProperty("fnv1a32").GetUInt32(), Formula.Fnv1A32(key));

            var hashes = file.Formula.Values(key).Take(index.Max() + 1).ToArray();
            var expected = vector.GetProperty("v").EnumerateArray().Select(v => double.Parse(v.GetString()!, CultureInfo.InvariantCulture));
            Assert.Equal(expected, index.Select(i => hashes[i]));

            var stored = vector.GetProperty("filled_float32");
            if (stored.ValueKind == System.Text.Json.JsonValueKind.Null) continue;
            var filled = file.Formula.Filled(key, shape)!;
            Assert.Equal(stored.EnumerateArray().Select(v => v.GetSingle()), index.Select(i => filled[i]));
        }
    }

    [Theory]
    [InlineData("image_n0_3x5x7", 0)]
    [InlineData("image_n1_3x5x7", 1)]
    public void Images_are_the_stored_ones(string name, int n)
    {
        var file = OracleFile.Read("formula_vectors.json");
        using var stored = file.Tensor(name).Values();
        var expected = stored.data<double>().ToArray().Select(v => (float)v);
        Assert.Equal(expected, file.Formula.Image(n, stored.shape));
    }
}
