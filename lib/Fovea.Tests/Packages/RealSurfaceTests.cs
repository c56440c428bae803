using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Fovea.Tests.Packages;

/// <summary>What is written against the stand-ins means the same against the packages, as far as their lists say.</summary>
public class RealSurfaceTests
{
    private static readonly Lazy<RealSurface> Real = new(() => new RealSurface(
        PackageLists.All, PackageLists.Standins.ToDictionary(name => name, name => Compiled.References[name])));

    [Fact]
    public void The_library_compiles_against_the_packages_and_binds_to_the_same_members() =>
        StandinSurfaceTests.AssertNone(Real.Value.Differences(RealSurface.Library));

    [Fact]
    public void No_overload_is_missing_that_would_take_a_call() =>
        StandinSurfaceTests.AssertNone(Real.Value.MissingOverloads());

    /// <summary>The errors left are of the declarations, none of a type that is not found or a default that is none.</summary>
    [Fact]
    public void Every_listed_member_is_declared()
    {
        string[] harmless =
        [
            "CS0082", // F# lists a property's accessor as a method too
            "CS0453", // a constraint that the list does not say
            "CS0535", "CS0738", // an interface implemented explicitly, which the list does not show
            "CS1729", "CS7036", // a base class without a constructor to call
        ];
        Assert.DoesNotContain(Real.Value.Reference.GetDiagnostics(),
            diagnostic => diagnostic.Severity == DiagnosticSeverity.Error && !harmless.Contains(diagnostic.Id));
    }

    private const string Package = """
        namespace Kit;
        public class Box
        {
            public Box(int rank) { }
            public Box(long rank) { }
            public void Fill(long value, string unit = "m", string label = "", bool twice = false) { }
            public void Fill(double value) { }
            public void Fill(double[] values) { }
            public (double Least, double Most) Range() => default;
            public Box this[params long[] at] => this;
            public Box this[long at] => this;
            public static implicit operator Box(long value) => null;
            public static implicit operator Box(double value) => null;
        }
        """;

    [Fact]
    public void The_package_in_its_own_place_makes_no_difference() =>
        Assert.Empty(Differences(Package, "var b = new Box(1); b.Fill(1); b.Fill(2.5); var (least, _) = b.Range(); b = b[0, 1][2]; b = 3;"));

    [Theory]
    [InlineData("public Box(int rank) { }", "new Box(1)", ".ctor — binds to void .ctor(int rank) — in the stand-in to void .ctor(long rank)")]
    [InlineData("public void Fill(long value, string unit = \"m\", string label = \"\", bool twice = false) { }", "b.Fill(1)", "Fill — binds to void Fill(long value)")]
    [InlineData("string unit = \"m\", ", "b.Fill(1, \"full\")", "Fill(long value, string unit)")]
    [InlineData("public static implicit operator Box(long value) => null;", "b = 3", "op_Implicit — binds to Kit.Box Kit.Box.op_Implicit(long value)")]
    [InlineData("public Box this[long at] => this;", "b = b[0]", "this[] — binds to Kit.Box this[](long at)")]
    public void A_call_that_the_package_binds_elsewhere_is_found(string missing, string call, string expected)
    {
        Assert.Contains(missing, Package);
        Assert.Contains(Differences(Package.Replace(missing, ""), $"Box b = new Box(4L); {call};"), line => line.Contains(expected));
    }

    [Theory]
    [InlineData("b.Range().Least.ToString()", "CS1061")]
    [InlineData("b.Empty()", "CS1061")]
    public void A_call_that_the_package_refuses_is_found(string call, string expected) => Assert.Contains(
        Differences(Package.Replace("class Box\n{", "class Box\n{ public void Empty() { }"), $"Box b = null; {call};", Package),
        line => line.Contains(expected));

    [Theory]
    [InlineData("public Box(int rank) { }", "Kit.Box: Kit.Box.Box(int) — not offered — takes calls from Kit.Box.Box(long)")]
    [InlineData("public Box this[long at] => this;", "takes calls from Kit.Box.this[params long[]].get")]
    [InlineData("public static implicit operator Box(long value) => null;", "takes calls from Kit.Box.implicit operator Kit.Box(double)")]
    [InlineData("public void Fill(double value) { }", null)]
    [InlineData("public void Fill(double[] values) { }", null)]
    public void A_missing_overload_counts_where_it_would_take_a_call(string missing, string? expected)
    {
        Assert.Contains(missing, Package);
        var lines = Surface(Package.Replace(missing, "public int Rank;")).MissingOverloads().ToList();
        Assert.Equal(expected is null ? 0 : 1, lines.Count);
        Assert.All(lines, line => Assert.EndsWith(expected!, line));
    }

    private static IEnumerable<string> Differences(string standin, string statements, string package = Package) =>
        Surface(standin, package).Differences(
            [CSharpSyntaxTree.ParseText($"using Kit; class Use {{ void Run() {{ {statements} }} }}", Compiled.ParseOptions, "Use.cs")]);

    private static RealSurface Surface(string standin, string package = Package) => new(
        ApiDump.Surface(Compiled.Assembly(package)),
        new Dictionary<string, MetadataReference> { ["Planted"] = MetadataReference.CreateFromImage(Compiled.Image(standin)) });
}
