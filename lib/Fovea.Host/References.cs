using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.DotNet.Interactive.Formatting;

namespace Fovea.Host;

/// <summary>What cells compile against from the start, and how native libraries of referenced assemblies are found.</summary>
internal sealed class References
{
    // The whole framework would cost 60 ms and 50 MB at the first cell; `#r "System.X"` adds what is missing here.
    private static readonly string[] Framework =
    [
        "System.Private.CoreLib", "System.Runtime", "netstandard", "mscorlib", "System", "System.Core",
        "Microsoft.CSharp", "System.Collections", "System.Collections.Concurrent", "System.Collections.Immutable",
        "System.ComponentModel", "System.ComponentModel.Primitives", "System.ComponentModel.TypeConverter", "System.Console",
        "System.Data.Common", "System.Diagnostics.Process", "System.Diagnostics.StackTrace", "System.IO.Compression",
        "System.IO.Compression.ZipFile", "System.Linq", "System.Linq.Expressions", "System.Linq.Parallel", "System.Memory",
        "System.Net.Http", "System.Net.Primitives", "System.Numerics.Vectors", "System.ObjectModel",
        "System.Private.Uri", "System.Private.Xml", "System.Private.Xml.Linq", "System.Runtime.InteropServices", "System.Runtime.Intrinsics",
        "System.Runtime.Loader", "System.Runtime.Numerics", "System.Security.Cryptography", "System.Text.Encodings.Web", "System.Text.Json",
        "System.Text.RegularExpressions", "System.Threading", "System.Threading.Channels", "System.Threading.Tasks.Parallel",
        "System.Xml.Linq", "System.Xml.ReaderWriter", "System.Xml.XDocument",
    ];

    private readonly ConcurrentDictionary<AssemblyLoadContext, bool> watched = new();
    private readonly Dictionary<string, string> packagedLibraries = new(StringComparer.Ordinal);

    public References()
    {
        AssemblyLoadContext.Default.ResolvingUnmanagedDll += Load;
        AppDomain.CurrentDomain.AssemblyLoad += (_, loaded) =>
        {
            if (AssemblyLoadContext.GetLoadContext(loaded.LoadedAssembly) is { } context
                && context != AssemblyLoadContext.Default && watched.TryAdd(context, true))
                context.ResolvingUnmanagedDll += Load;
        };
    }

    public static IEnumerable<MetadataReference> Defaults()
    {
        var directory = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var own = new[] { typeof(References), typeof(Formatter), typeof(Microsoft.AspNetCore.Html.IHtmlContent) };
        return Framework.Select(name => Path.Combine(directory, name + ".dll")).Concat(own.Select(type => type.Assembly.Location))
            .Select(path => MetadataReference.CreateFromFile(path));
    }

    public void AddNativeLibraries(IEnumerable<string> paths)
    {
        foreach (var path in paths)
            packagedLibraries[Path.GetFileName(path)] = path;
    }

    // Beside the assembly, in its runtimes folder, or in a restored package.
    private nint Load(Assembly assembly, string name)
    {
        var directory = Path.GetDirectoryName(assembly.Location) ?? "";
        foreach (var file in new[] { name, $"lib{name}.so", $"{name}.so", $"lib{name}" })
        {
            string?[] candidates =
            [
                Path.Combine(directory, file),
                Path.Combine(directory, "runtimes", "linux-" + RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant(), "native", file),
                packagedLibraries.GetValueOrDefault(file),
            ];
            if (Array.Find(candidates, File.Exists) is { } path)
                return NativeLibrary.Load(path);
        }
        return 0;
    }
}
