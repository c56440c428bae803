using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Fovea.Tests.Packages;

/// <summary>C# compiled in memory.</summary>
public static class Compiled
{
    /// <summary>Every assembly this process can load: the framework, the packages, the stand-ins.</summary>
    public static IReadOnlyDictionary<string, MetadataReference> References { get; } =
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .DistinctBy(Path.GetFileName)
            .ToDictionary(
                path => Path.GetFileNameWithoutExtension(path),
                path => (MetadataReference)MetadataReference.CreateFromFile(path));

    public static CSharpParseOptions ParseOptions { get; } = new(LanguageVersion.CSharp14, DocumentationMode.None);

    public static Assembly Assembly(string source) => System.Reflection.Assembly.Load(Image(source));

    public static byte[] Image(string source)
    {
        var image = new MemoryStream();
        var result = CSharpCompilation.Create(
            "Planted",
            [CSharpSyntaxTree.ParseText(source, ParseOptions)],
            References.Values,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true)).Emit(image);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        return image.ToArray();
    }
}
