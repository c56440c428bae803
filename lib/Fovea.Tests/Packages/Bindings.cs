using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace Fovea.Tests.Packages;

/// <summary>Which member of a package each place of a source uses, and which parameter each argument it gives goes to.</summary>
public sealed class Bindings : OperationWalker
{
    /// <summary>Types in full, tuples without their element names: the lists do not say them.</summary>
    private static readonly SymbolDisplayFormat Full = SymbolDisplayFormat.FullyQualifiedFormat
        .AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.ExpandValueTuple);

    private readonly HashSet<string> packages;
    private readonly SortedDictionary<(TextSpan Span, string Name), string> found =
        new(Comparer<(TextSpan Span, string Name)>.Create((a, b) =>
            a.Span.CompareTo(b.Span) is not 0 and var order ? order : string.CompareOrdinal(a.Name, b.Name)));

    private Bindings(IEnumerable<string> packages) => this.packages = [.. packages];

    /// <param name="packages">Names of the assemblies whose members count.</param>
    public static IReadOnlyDictionary<(TextSpan Span, string Name), string> Of(
        CSharpCompilation compilation, SyntaxTree tree, IEnumerable<string> packages)
    {
        var model = compilation.GetSemanticModel(tree);
        var walker = new Bindings(packages);
        foreach (var node in tree.GetRoot().DescendantNodes())
            if (model.GetOperation(node) is { Parent: null } operation)
                walker.Visit(operation);
        return walker.found;
    }

    public override void VisitInvocation(IInvocationOperation operation)
    {
        Note(operation, operation.TargetMethod, operation.Arguments);
        base.VisitInvocation(operation);
    }

    public override void VisitObjectCreation(IObjectCreationOperation operation)
    {
        Note(operation, operation.Constructor, operation.Arguments);
        base.VisitObjectCreation(operation);
    }

    public override void VisitPropertyReference(IPropertyReferenceOperation operation)
    {
        Note(operation, operation.Property, operation.Arguments);
        base.VisitPropertyReference(operation);
    }

    public override void VisitFieldReference(IFieldReferenceOperation operation)
    {
        Note(operation, operation.Field, []);
        base.VisitFieldReference(operation);
    }

    public override void VisitMethodReference(IMethodReferenceOperation operation)
    {
        Note(operation, operation.Method, []);
        base.VisitMethodReference(operation);
    }

    public override void VisitBinaryOperator(IBinaryOperation operation)
    {
        Note(operation, operation.OperatorMethod, []);
        base.VisitBinaryOperator(operation);
    }

    public override void VisitUnaryOperator(IUnaryOperation operation)
    {
        Note(operation, operation.OperatorMethod, []);
        base.VisitUnaryOperator(operation);
    }

    public override void VisitCompoundAssignment(ICompoundAssignmentOperation operation)
    {
        Note(operation, operation.OperatorMethod, []);
        base.VisitCompoundAssignment(operation);
    }

    public override void VisitConversion(IConversionOperation operation)
    {
        Note(operation, operation.OperatorMethod, []);
        base.VisitConversion(operation);
    }

    private void Note(IOperation operation, ISymbol? member, IEnumerable<IArgumentOperation> arguments)
    {
        if (member is null || !packages.Contains(member.ContainingAssembly?.Name ?? ""))
            return;
        var type = member switch
        {
            IMethodSymbol method => method.ReturnType,
            IPropertySymbol property => property.Type,
            IFieldSymbol field => field.Type,
            _ => null,
        };
        var parameters = member is IMethodSymbol { MethodKind: MethodKind.UserDefinedOperator or MethodKind.Conversion } op
            ? op.Parameters
            : arguments.Where(argument => argument.ArgumentKind != ArgumentKind.DefaultValue).Select(argument => argument.Parameter!);
        var given = parameters.OrderBy(p => p.Ordinal).Select(p => $"{p.Type.ToDisplayString(Full)} {p.Name}");
        var owner = member.IsStatic ? member.ContainingType.ToDisplayString(Full) + "." : "";
        var generic = member is IMethodSymbol { TypeArguments: { Length: > 0 } types }
            ? $"<{string.Join(", ", types.Select(t => t.ToDisplayString(Full)))}>" : "";
        found[(operation.Syntax.Span, member.Name)] =
            $"{type?.ToDisplayString(Full)} {owner}{member.Name}{generic}({string.Join(", ", given)})".Replace("global::", "");
    }
}
