namespace Fovea.Tests.Packages;

/// <summary>The public and protected signatures of an assembly, in the form of the lists in the shared folder `api`.</summary>
/// <remarks>Every part keeps the list's own text for types, modifiers and defaults, so that two surfaces
/// compare by text and <c>ToString</c> gives a list's line back byte for byte.</remarks>
public sealed class ApiSurface(IEnumerable<ApiType> types)
{
    public IReadOnlyDictionary<string, ApiType> Types { get; } = types.ToDictionary(type => type.Name);

    public IEnumerable<string> Lines =>
        Types.Values.OrderBy(type => type.Name, StringComparer.Ordinal)
            .SelectMany(type => type.Members.Select(type.Line).Prepend(type.ToString()));
}

/// <summary>A type with its members.</summary>
/// <param name="Kind">class, sealed class, abstract class, static class, struct, interface, enum or delegate.</param>
/// <param name="Name">Namespace and enclosing types, with the names of type parameters; no namespace for System's types.</param>
/// <param name="Bases">Base class first, where there is one, then every interface, inherited ones too.</param>
public sealed record ApiType(string Kind, string Name, IReadOnlyList<string> Bases, IReadOnlyList<ApiMember> Members)
{
    public override string ToString() => $"T: {Kind} {Name}{(Bases.Count > 0 ? " : " : "")}{string.Join(", ", Bases)}";

    public string Line(ApiMember member) => $"  {Name}{(member.Kind == ApiKind.EnumMember ? "." : ": ")}{member}";
}

public enum ApiKind { Field, Constructor, Property, Event, Method, Delegate, EnumMember }

/// <summary>A member of a type.</summary>
/// <param name="Modifiers">Such as <c>protected override </c>, with the space that follows.</param>
/// <param name="Type">Type of the value, or of what a method returns.</param>
/// <param name="Name">The name; <c>this</c> for an indexer.</param>
/// <param name="TypeParameters">Such as <c>&lt;T&gt;</c>; empty for most members.</param>
/// <param name="Detail">The accessors of a property, such as <c>get; set; </c>, or the value of an enum member.</param>
public sealed record ApiMember(
    ApiKind Kind,
    string Modifiers,
    string Type,
    string Name,
    string TypeParameters,
    IReadOnlyList<ApiParameter> Parameters,
    string Detail)
{
    public bool Has(string modifier) => Modifiers.Split(' ').Contains(modifier);

    public override string ToString()
    {
        var parameters = string.Join(", ", Parameters);
        return Kind switch
        {
            ApiKind.Field => $"field {Modifiers}{Type} {Name}",
            ApiKind.Constructor => $"ctor {Modifiers}({parameters})",
            ApiKind.Property when Name == "this" => $"prop {Modifiers}{Type} this[{parameters}] {{ {Detail}}}",
            ApiKind.Property => $"prop {Modifiers}{Type} {Name} {{ {Detail}}}",
            ApiKind.Event => $"event {Type} {Name}",
            ApiKind.Delegate => $"{Type} ({parameters})",
            ApiKind.EnumMember => $"{Name} = {Detail}",
            _ => $"{Modifiers}{Type} {Name}{TypeParameters}({parameters})",
        };
    }
}

/// <summary>A parameter.</summary>
/// <param name="Modifiers">Any of <c>this </c>, <c>ref </c>, <c>out </c>, <c>in </c>, <c>params </c>.</param>
/// <param name="Default">The default's text; null for a required parameter.</param>
public sealed record ApiParameter(string Modifiers, string Type, string Name, string? Default)
{
    public bool IsOptional => Default is not null || Modifiers.Contains("params ");

    public override string ToString() => $"{Modifiers}{Type} {Name}{(Default is null ? "" : $" = {Default}")}";
}
