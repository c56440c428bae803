using System.Reflection;

namespace Fovea.Tests.Packages;

/// <summary>What a stand-in offers, its package has: the promise that makes the switch of packages safe.</summary>
public class StandinSurfaceTests
{
    public static TheoryData<string> Standins { get; } = [.. PackageLists.Standins];

    [Theory, MemberData(nameof(Standins))]
    public void A_stand_in_offers_nothing_that_its_package_lacks(string assembly) =>
        AssertNone(ApiRule.Violations(ApiDump.Surface(Assembly.Load(assembly)), PackageLists.All));

    [Fact]
    public void The_lists_are_read_without_loss() => Assert.Equal(
        PackageLists.Lines.Order(StringComparer.Ordinal),
        PackageLists.All.Lines.Order(StringComparer.Ordinal));

    [Fact]
    public void A_compiled_surface_reads_as_the_lists_print_it() =>
        Assert.Equal(Planted.List.Split('\n'), ApiDump.Surface(Compiled.Assembly(Planted.Source)).Lines);

    [Fact]
    public void The_package_itself_keeps_the_rule() => Assert.Empty(Planted.Violations(Planted.Source));

    [Theory]
    [InlineData("Size(long dim", "Size(int dim", "Box: long Size(int dim, bool keep = false) — another type of dim — long Size(long dim, bool keep = false)")]
    [InlineData("bool keep = false", "bool keep = true", "another default of keep")]
    [InlineData("bool keep = false", "bool keepdim = false", "no parameter named keepdim")]
    [InlineData("bool keep = false", "bool keep", "another default of keep")]
    [InlineData("long dim, bool keep = false", "bool keep = false", "lacks the required dim")]
    [InlineData("long Size(", "int Size(", "another type")]
    [InlineData("long Size(", "static long Size(", "another access or static")]
    [InlineData("long Size(", "virtual long Size(", "cannot be overridden in the package")]
    [InlineData("public abstract void Fill();", "public virtual void Fill() { }", "abstract in one only")]
    [InlineData("int Rank { get; }", "int Rank { get; set; }", "an accessor too many")]
    [InlineData("int Rank { get; }", "int Rank => 0; public int Ranks() => 0;", "Box: int Ranks() — the package has no such member")]
    [InlineData("Mean = 2", "Mean = 3", "another value")]
    [InlineData("Mean = 2", "Mean = 2, Sum = 3", "Kit.Mode: Sum = 3 — the package has no such member")]
    [InlineData("sealed class Lid", "class Lid", "another kind of type")]
    [InlineData("class Glue {", "class Glue : System.IDisposable { public void Dispose() { }", "not a base of the package's type")]
    [InlineData("class Lid", "record Lid", "— the package has no such member")]
    [InlineData("params long[] sizes", "long[] sizes", "another type of sizes")]
    [InlineData("public static implicit operator Box(double", "public static implicit operator Box(float", "another type of value")]
    [InlineData("this Box box", "Box box", "another type of box")]
    public void What_is_not_in_the_package_is_found(string written, string planted, string expected)
    {
        Assert.Contains(written, Planted.Source);
        Assert.Contains(Planted.Violations(Planted.Source.Replace(written, planted)), line => line.Contains(expected));
    }

    [Fact]
    public void An_extra_overload_is_found_in_a_real_list()
    {
        const string Source = """
            namespace TorchSharp;
            public static class torch
            {
                public static void set_num_threads(int num) { }
                public static void set_num_threads(long num) { }
            }
            """;
        var line = Assert.Single(ApiRule.Violations(ApiDump.Surface(Compiled.Assembly(Source)), PackageLists.All));
        Assert.StartsWith("TorchSharp.torch: static void set_num_threads(long num) — another type of num", line);
    }

    [Theory]
    [InlineData("public event System.Action<Box> Changed { add { } remove { } }", "")]
    [InlineData("long dim, bool keep = false", "long dim")]
    [InlineData("protected Box(Mode mode", "internal Box(Mode mode")]
    [InlineData("public class Bag", "public sealed class Bag")]
    [InlineData("public override string ToString() => Value;", "public override bool Equals(object obj) => this == obj; public override int GetHashCode() => 0;")]
    public void Less_than_the_package_keeps_the_rule(string written, string planted)
    {
        Assert.Contains(written, Planted.Source);
        Assert.Empty(Planted.Violations(Planted.Source.Replace(written, planted)));
    }

    internal static void AssertNone(IEnumerable<string> violations)
    {
        var lines = violations.ToList();
        Assert.True(lines.Count == 0, $"{lines.Count} violations\n{string.Join('\n', lines)}");
    }
}
