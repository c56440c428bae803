using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Fovea.Tests.Packages;

/// <summary>The packages as their lists describe them, and sources compiled against them or against the stand-ins.</summary>
public sealed class RealSurface
{
    private const string ReferenceName = "Packages";

    private static readonly CSharpCompilationOptions Options = new(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true);

    /// <summary>The global usings that the SDK gives every project here.</summary>
    private const string ImplicitUsings = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;
        global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;
        """;

    private readonly IReadOnlyDictionary<string, MetadataReference> standins;

    /// <param name="lists">The packages' surfaces.</param>
    /// <param name="standins">The assemblies that stand in for them, by name.</param>
    public RealSurface(ApiSurface lists, IReadOnlyDictionary<string, MetadataReference> standins)
    {
        this.standins = standins;
        Reference = CSharpCompilation.Create(
            ReferenceName, [CSharpSyntaxTree.ParseText(RealSource.Write(lists), Compiled.ParseOptions)], Others(), Options);
    }

    /// <summary>What the lists declare. It is never emitted: as a reference it may break rules of C# that do not
    /// change what it offers, such as an interface whose implementation is not listed.</summary>
    public CSharpCompilation Reference { get; }

    /// <summary>The library's sources.</summary>
    public static IReadOnlyList<SyntaxTree> Library { get; } = ReadLibrary();

    /// <summary>
    /// Compiles sources against the stand-ins and against the packages: one line for each error that only the
    /// packages give, and for each use of a member that binds to another one there, or gives an argument to another parameter.
    /// </summary>
    /// <exception cref="InvalidOperationException">The sources do not compile against the stand-ins.</exception>
    public IEnumerable<string> Differences(IReadOnlyList<SyntaxTree> sources)
    {
        var here = CSharpCompilation.Create("Here", sources, [.. Others(), .. standins.Values], Options);
        var there = CSharpCompilation.Create("There", sources, [.. Others(), Reference.ToMetadataReference()], Options);
        var known = Errors(here).ToHashSet();
        if (known.FirstOrDefault(error => !error.Contains(NoGenerators)) is { } broken)
            throw new InvalidOperationException($"does not compile against the stand-ins: {broken}");
        foreach (var error in Errors(there).Where(error => !known.Contains(error)))
            yield return error;
        foreach (var tree in sources)
        {
            var expected = Bindings.Of(here, tree, standins.Keys);
            var found = Bindings.Of(there, tree, [ReferenceName]);
            foreach (var ((span, name), binding) in expected)
                if (found.GetValueOrDefault((span, name)) is var other && other != binding)
                    yield return $"{Place(tree.GetLocation(span))}: {name} — binds to {other ?? "nothing"}"
                        + $" — in the stand-in to {binding}";
        }
    }

    /// <summary>One line for each overload that a stand-in lacks and a call could bind to in the package.</summary>
    public IEnumerable<string> MissingOverloads()
    {
        var here = CSharpCompilation.Create("Here", [], [.. Others(), .. standins.Values], Options);
        return standins.Values.SelectMany(standin =>
            OverloadRule.Violations(Reference, (IAssemblySymbol)here.GetAssemblyOrModuleSymbol(standin)!));
    }

    /// <summary>A partial member whose source generator is not run here.</summary>
    private const string NoGenerators = "CS8795";

    private static IEnumerable<string> Errors(Compilation compilation) => compilation.GetDiagnostics()
        .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
        .Select(diagnostic => $"{Place(diagnostic.Location)}: {diagnostic.Id} {diagnostic.GetMessage()}");

    private static string Place(Location location)
    {
        var place = location.GetLineSpan();
        return $"{Path.GetFileName(place.Path)}({place.StartLinePosition.Line + 1},{place.StartLinePosition.Character + 1})";
    }

    private IEnumerable<MetadataReference> Others() => Compiled.References
        .Where(reference => !standins.ContainsKey(reference.Key) && !reference.Key.StartsWith("Fovea"))
        .Select(reference => reference.Value);

    private static IReadOnlyList<SyntaxTree> ReadLibrary()
    {
        var folder = Path.Combine(Shared.Repository.FullName, "lib", "Fovea");
        var usings = XDocument.Load(Path.Combine(folder, "Fovea.csproj")).Descendants("Using").Select(item =>
            $"global using {(item.Attribute("Static") is null ? "" : "static ")}{item.Attribute("Include")!.Value};");
        return
        [
            CSharpSyntaxTree.ParseText(ImplicitUsings + string.Concat(usings), Compiled.ParseOptions, "GlobalUsings.cs"),
            .. Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories)
                .Select(path => CSharpSyntaxTree.ParseText(File.ReadAllText(path), Compiled.ParseOptions, path)),
        ];
    }
}
