using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using Fovea.Hosting;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.CodeAnalysis.Scripting.Hosting;

namespace Fovea.Host;

/// <summary>The chain of C# submissions of one notebook: each sees what those before it declared.</summary>
internal sealed class CSharpSession
{
    // What the C# kernel of .NET Interactive imports, and its functions. A notebook that needs more says so itself.
    private static readonly string[] Imports =
    [
        "System", "System.Text", "System.Collections", "System.Collections.Generic", "System.Threading.Tasks", "System.Linq",
        "Microsoft.DotNet.Interactive.Kernel",
    ];

    private readonly InteractiveAssemblyLoader loader = new();
    private readonly References references = new();
    private readonly string directory;
    private ScriptOptions options;
    private readonly HashSet<string> lost = [];
    private Script<object>? last;
    private ScriptState<object>? state;

    public CSharpSession(string notebookPath)
    {
        directory = Path.GetDirectoryName(notebookPath)!;
        foreach (var type in new[] { typeof(CSharpSession), typeof(Microsoft.DotNet.Interactive.Formatting.Formatter), typeof(Microsoft.AspNetCore.Html.IHtmlContent) })
            loader.RegisterDependency(type.Assembly);
        options = ScriptOptions.Default
            .WithReferences(References.Defaults())
            .WithImports(Imports)
            .WithLanguageVersion(LanguageVersion.CSharp12) // the kernel's: a newer feature would not run in an editor
            .WithOptimizationLevel(OptimizationLevel.Release)
            .WithEmitDebugInformation(true)
            .WithFilePath(notebookPath)
            .WithFileEncoding(Encoding.UTF8)
            .WithAllowUnsafe(true)
            .WithMetadataResolver(ScriptMetadataResolver.Default.WithBaseDirectory(directory))
            .WithSourceResolver(ScriptSourceResolver.Default.WithBaseDirectory(directory));
    }

    /// <summary>Compiles and runs a submission.</summary>
    /// <returns>Whether it ends in an expression, and the expression's value.</returns>
    /// <exception cref="CompilationErrorException">It does not compile.</exception>
    public async Task<(bool HasValue, object? Value)> RunAsync(Step step)
    {
        var script = Continue(step);
        script.Compile();
        state = state is null ? await script.RunAsync() : await script.RunFromAsync(state);
        last = script;
        return (HasReturnValue(script), state.ReturnValue);
    }

    /// <summary>Compiles a submission without running it.</summary>
    /// <returns>Its errors, but for those that only follow from an earlier submission's.</returns>
    public IReadOnlyList<Diagnostic> Check(Step step)
    {
        var script = Continue(step);
        var compilation = script.GetCompilation();
        var errors = compilation.GetDiagnostics().Where(found => found.Severity == DiagnosticSeverity.Error).ToList();
        if (errors.Count == 0)
            last = script;
        else // nothing can continue it, so what it declares will be missed
            lost.UnionWith(compilation.SyntaxTrees.Single().GetRoot().DescendantTokens().Where(IsDeclared).Select(token => token.ValueText));
        return errors.FindAll(error => !(error.Id is "CS0103" or "CS0246" && error.Location.SourceTree is { } tree
            && lost.Contains(tree.GetText().ToString(error.Location.SourceSpan))));
    }

    /// <summary>References an assembly file, or an assembly of the framework by its name.</summary>
    /// <param name="step">Its <see cref="Step.Name"/> is the directory of the file that holds the #r.</param>
    public void Reference(Step step)
    {
        // The kernel resolves against the notebook's directory, even in an imported file; beside that file is tried too.
        string[] candidates = [Path.GetFullPath(step.Text, directory), Path.GetFullPath(step.Text, step.Name ?? directory)];
        if (Array.Find(candidates, File.Exists) is { } path)
        {
            options = options.AddReferences(MetadataReference.CreateFromFile(path));
            return;
        }
        var resolved = step.Text.Contains('/') ? [] : options.MetadataResolver.ResolveReference(step.Text, null, MetadataReferenceProperties.Assembly);
        if (resolved.IsEmpty)
            throw new CellException("FileNotFoundException", $"no assembly '{step.Text}': looked for {string.Join(" and ", candidates.Distinct())}");
        options = options.AddReferences(resolved);
    }

    public void AddPackages(RestoredPackages packages)
    {
        foreach (var path in packages.Assemblies)
            if (AssemblyIdentity.TryParseDisplayName(AssemblyName.GetAssemblyName(path).FullName, out var identity))
                loader.RegisterDependency(identity, path);
        references.AddNativeLibraries(packages.NativeLibraries);
        options = options.AddReferences(packages.Assemblies.Select(path => MetadataReference.CreateFromFile(path)));
    }

    private Script<object> Continue(Step step)
    {
        var code = $"#line {step.Line} \"{step.File}\"\n{step.Text}";
        return last is null
            ? CSharpScript.Create<object>(code, options, assemblyLoader: loader)
            : last.ContinueWith<object>(code, options);
    }

    private static bool IsDeclared(SyntaxToken token) =>
        token.IsKind(SyntaxKind.IdentifierToken)
        && token.Parent is VariableDeclaratorSyntax or BaseTypeDeclarationSyntax or MethodDeclarationSyntax or SingleVariableDesignationSyntax;

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern bool HasReturnValue(Script script);
}
