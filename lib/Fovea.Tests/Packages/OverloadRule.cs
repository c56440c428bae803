using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Fovea.Tests.Packages;

/// <summary>The rule that a stand-in offers every overload of a name that could take a call from one that it offers.</summary>
/// <remarks>
/// A call that binds to an offered overload O here could bind to a missing overload M there where M accepts as many
/// arguments as O and each of M's parameter types is O's or converts to it implicitly: an argument of M's type is
/// accepted by both, and M fits it better. (Where only O's types convert to M's, O fits better, as here.) Overloads
/// that differ in optional parameters alone are one. M counts only if the stand-in's surface mentions every type of
/// its parameters: a call that names another type is found when the library is compiled against the lists.
/// </remarks>
public static class OverloadRule
{
    private static readonly SymbolDisplayFormat Full = SymbolDisplayFormat.FullyQualifiedFormat
        .AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.ExpandValueTuple);

    /// <summary>One line an overload that the stand-in lacks.</summary>
    public static IEnumerable<string> Violations(CSharpCompilation packages, IAssemblySymbol standin)
    {
        var types = Types(standin.GlobalNamespace).Where(IsVisible).ToList();
        var mentioned = types.SelectMany(type => type.GetMembers().Where(IsVisible).SelectMany(Mentioned)
            .Append(type.ToDisplayString(Full))).ToHashSet();
        foreach (var type in types)
            foreach (var offered in Methods(type).GroupBy(method => method.Name))
            {
                var keys = offered.Select(Key).ToHashSet();
                var real = packages.Assembly.GetTypeByMetadataName(MetadataName(type));
                var all = Methods(real).Where(method => method.Name == offered.Key).ToLookup(method => keys.Contains(Key(method)));
                foreach (var missing in all[false].Where(method => method.Parameters.All(p => Mentioned(p.Type).All(mentioned.Contains))))
                    if (all[true].FirstOrDefault(method => Takes(missing, method, packages)) is { } robbed)
                        yield return $"{type}: {missing} — not offered — takes calls from {robbed}";
            }
    }

    private static bool Takes(IMethodSymbol missing, IMethodSymbol offered, CSharpCompilation packages)
    {
        var least = Math.Max(missing.Parameters.Count(IsRequired), offered.Parameters.Count(IsRequired));
        var most = Math.Max(missing.Parameters.Length, offered.Parameters.Length);
        return Enumerable.Range(least, most - least + 1)
            .Any(count => Accepts(missing, count) && Accepts(offered, count) && TakesCallOf(count));

        bool TakesCallOf(int count)
        {
            var direct = offered.MethodKind == MethodKind.Conversion;
            var fits = Enumerable.Range(0, count).Select(i => At(offered, i, count)
                .SelectMany(to => At(missing, i, count).Select(from => Fit(from, to, direct, packages))).Max()).ToList();
            var shorter = IsPlain(missing, count) && !IsPlain(offered, count);
            return !fits.Contains(Fits.Not) && (fits.Contains(Fits.Better) || shorter);
        }
    }

    private enum Fits { Not, Same, Better }

    /// <param name="direct">Of a conversion: another conversion does not come before it.</param>
    private static Fits Fit(ITypeSymbol from, ITypeSymbol to, bool direct, CSharpCompilation packages)
    {
        if (SymbolEqualityComparer.Default.Equals(from, to))
            return Fits.Same;
        if (from is ITypeParameterSymbol || to is ITypeParameterSymbol)
            return Fits.Better;
        var conversion = packages.ClassifyConversion(from, to);
        return conversion.IsImplicit && !(direct && conversion.IsUserDefined) ? Fits.Better : Fits.Not;
    }

    private static bool IsRequired(IParameterSymbol parameter) => parameter is { IsOptional: false, IsParams: false };

    private static bool Accepts(IMethodSymbol method, int count) =>
        count <= method.Parameters.Length || method.Parameters is [.., { IsParams: true }];

    private static bool IsPlain(IMethodSymbol method, int count) =>
        method.Parameters.Length == count && method.Parameters is [] or [.., { IsParams: false }];

    /// <summary>What one of so many arguments may be converted to: the element, where the last parameter takes many.</summary>
    private static IEnumerable<ITypeSymbol> At(IMethodSymbol method, int index, int count)
    {
        var last = method.Parameters.Length - 1;
        var parameter = method.Parameters[Math.Min(index, last)];
        if (index < last || !parameter.IsParams || count == method.Parameters.Length)
            yield return parameter.Type;
        if (index >= last && parameter is { IsParams: true, Type: IArrayTypeSymbol array })
            yield return array.ElementType;
    }

    /// <summary>What makes two overloads different: required parameters, a list of many, and what a conversion gives.</summary>
    private static string Key(IMethodSymbol method) => string.Join(", ", method.Parameters
        .Where(p => IsRequired(p) || p.IsParams).Select(p => $"{p.RefKind} {p.IsParams} {p.Type.ToDisplayString(Full)}")
        .Append(method.MethodKind == MethodKind.Conversion ? method.ReturnType.ToDisplayString(Full) : $"{method.Arity}"));

    private static IEnumerable<IMethodSymbol> Methods(INamedTypeSymbol? type) =>
        type is null ? [] : type.GetMembers().OfType<IMethodSymbol>().Where(method => IsVisible(method) && !method.IsOverride
            && (method.MethodKind is MethodKind.Ordinary or MethodKind.Constructor
                    or MethodKind.UserDefinedOperator or MethodKind.Conversion
                || method is { MethodKind: MethodKind.PropertyGet, Parameters.Length: > 0 }));

    private static IEnumerable<INamedTypeSymbol> Types(INamespaceOrTypeSymbol within) => within.GetMembers()
        .OfType<INamespaceOrTypeSymbol>().SelectMany(member => member is INamedTypeSymbol type ? Types(type).Prepend(type) : Types(member));

    private static bool IsVisible(ISymbol symbol) =>
        symbol.DeclaredAccessibility is Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal
        && (symbol.ContainingType is null || IsVisible(symbol.ContainingType));

    private static IEnumerable<string> Mentioned(ISymbol member) => member switch
    {
        IMethodSymbol method => method.Parameters.SelectMany(p => Mentioned(p.Type)).Concat(Mentioned(method.ReturnType)),
        IPropertySymbol property => Mentioned(property.Type),
        IFieldSymbol field => Mentioned(field.Type),
        _ => [],
    };

    private static IEnumerable<string> Mentioned(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => Mentioned(array.ElementType),
        ITypeParameterSymbol => [],
        INamedTypeSymbol named => named.TypeArguments.SelectMany(Mentioned).Append(named.OriginalDefinition.ToDisplayString(Full)),
        _ => [type.ToDisplayString(Full)],
    };

    private static string MetadataName(INamedTypeSymbol type) =>
        type.ContainingType is { } outer ? $"{MetadataName(outer)}+{type.MetadataName}"
        : type.ContainingNamespace.IsGlobalNamespace ? type.MetadataName
        : $"{type.ContainingNamespace.ToDisplayString()}.{type.MetadataName}";
}
