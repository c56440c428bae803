using System.Text.Json;
using static TorchSharp.torch;

namespace Fovea.Tests.Oracles;

/// <summary>A file of what a reference implementation computes.</summary>
public sealed class OracleFile
{
    private OracleFile(JsonElement root) => Root = root;

    public JsonElement Root { get; }

    /// <summary>How this file's parameters and inputs are filled.</summary>
    public Formula Formula => new(Root.GetProperty("salt").GetUInt32());

    /// <summary>Names of the files that are there; the pattern itself where there are none, so that the test says why it is skipped.</summary>
    /// <param name="pattern">Such as <c>psvit_*.json</c>.</param>
    /// <param name="except">An ending that is not meant.</param>
    public static TheoryData<string> Named(string pattern, string? except = null)
    {
        var folder = Path.Combine(Shared.Root?.FullName ?? "", "oracles");
        if (!Directory.Exists(Path.Combine(folder, Path.GetDirectoryName(pattern)!))) return [pattern];
        return [.. Directory.GetFiles(folder, pattern).Where(file => except is null || !file.EndsWith(except))
            .Select(file => Path.GetRelativePath(folder, file)).Order(StringComparer.Ordinal).DefaultIfEmpty(pattern)];
    }

    /// <summary>Where a file of that name is; skips the running test where it is absent.</summary>
    public static string Find(string name)
    {
        var path = Shared.Path("oracles", name);
        Assert.SkipUnless(File.Exists(path), $"the shared data have no oracles/{name}");
        return path;
    }

    /// <summary>Reads a file; skips the running test where it is absent.</summary>
    public static OracleFile Read(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Find(name)));
        return new(document.RootElement.Clone());
    }

    /// <summary>What lies at a path of names.</summary>
    public JsonElement At(params string[] path) => path.Aggregate(Root, (element, name) => element.GetProperty(name));

    public bool Has(string name) => Root.TryGetProperty(name, out _);

    /// <summary>A tensor or its summary.</summary>
    public OracleTensor Tensor(params string[] path) => new(string.Join('.', path), At(path));

    /// <summary>The names and summaries of an object of tensors.</summary>
    public IEnumerable<(string Name, OracleTensor Tensor)> Tensors(params string[] path) =>
        At(path).EnumerateObject().Select(entry => (entry.Name, new OracleTensor($"{string.Join('.', path)}.{entry.Name}", entry.Value)));
}

/// <summary>A tensor of a reference implementation: in full, or what tells it from others.</summary>
public sealed class OracleTensor(string name, JsonElement stored)
{
    private const double LeastTolerance = 1e-5;
    private const string Noise = "max_abs_diff_vs_float64_run";

    public long[] Shape => [.. stored.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())];

    /// <summary>The values of a tensor stored in full.</summary>
    public Tensor Values() => tensor(Numbers("data")).reshape(Shape);

    /// <summary>Ten times the reference's own float noise, where the file tells it, and at least 1e-5.</summary>
    private double Tolerance => Has(Noise) ? Math.Max(LeastTolerance, 10 * Number(Noise)) : LeastTolerance;

    /// <summary>Compares values within the tolerance, and sums within what that tolerance allows them.</summary>
    public void AssertEquals(Tensor found)
    {
        Assert.Equal(Shape, found.shape);
        using var scope = NewDisposeScope();
        var values = found.detach().cpu().to(ScalarType.Float64).contiguous().reshape(-1).data<double>().ToArray();
        var worst = Deviation(Numbers(new[] { "data", "first32", "first8" }.First(Has)), 1);
        if (Has("strided32"))
        {
            var strided = stored.GetProperty("strided32");
            worst = Math.Max(worst, Deviation(Numbers(strided, "data"), strided.GetProperty("stride").GetInt32()));
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{name}: largest deviation {worst:g3}, tolerance {Tolerance:g3}");
        Assert.True(worst <= Tolerance, $"{name}: deviates by {worst:g4}, more than {Tolerance:g4}");
        if (Has("sum")) Near("sum", values.Sum(), Tolerance * values.Length);
        if (Has("sumsq"))
        {
            var rootMeanSquare = Math.Sqrt(Number("sumsq") / values.Length);
            Near("sumsq", values.Sum(v => v * v), (2 * rootMeanSquare + Tolerance) * Tolerance * values.Length);
        }
        if (Has("min")) Near("min", values.Min(), Tolerance);
        if (Has("max")) Near("max", values.Max(), Tolerance);

        double Deviation(double[] expected, int stride) => expected.Select((e, i) => Math.Abs(e - values[i * stride])).DefaultIfEmpty(0).Max();
    }

    private void Near(string what, double found, double tolerance) => Assert.True(Math.Abs(found - Number(what)) <= tolerance,
        $"{name}: {what} is {found}, expected {Number(what)} within {tolerance:g4}");

    private bool Has(string field) => stored.TryGetProperty(field, out _);

    private double Number(string field) => stored.GetProperty(field).GetDouble();

    private double[] Numbers(string field) => Numbers(stored, field);

    private static double[] Numbers(JsonElement parent, string field) =>
        [.. parent.GetProperty(field).EnumerateArray().Select(value => value.GetDouble())];
}
