using System.Text.RegularExpressions;

namespace Fovea.Tests.Packages;

/// <summary>The rule by which a stand-in's surface is a subset of its package's: what it offers, the package has.</summary>
/// <remarks>
/// A type offered is listed with a kind that allows no less, and with the bases it declares. A member offered is
/// listed with its name, type and modifiers, on the same type or on a listed base class of it (or on object); each of
/// its parameters is listed by name, in the same order, with the same type, modifiers and default. A listed parameter
/// that the stand-in lacks must be optional. What the compiler generates counts as written.
/// </remarks>
public static partial class ApiRule
{
    private static readonly ApiType Object = ApiDump.Describe(typeof(object));

    /// <summary>One line a violation: the type, the member, what is wrong, what the list has.</summary>
    public static IEnumerable<string> Violations(ApiSurface offered, ApiSurface listed)
    {
        var byShape = listed.Types.Values.ToDictionary(type => Shape(type.Name));
        foreach (var type in offered.Types.Values.OrderBy(type => type.Name, StringComparer.Ordinal))
        {
            if (!listed.Types.TryGetValue(type.Name, out var real))
            {
                yield return $"{type.Name}: {type.Kind} — the package has no such type — ";
                continue;
            }
            var ancestry = Ancestry(real, byShape).ToList();
            foreach (var violation in TypeViolations(type, real, ancestry))
                yield return violation;
            var namesakes = ancestry.SelectMany(ancestor => ancestor.Members.Where(m => ancestor == real || m.Kind != ApiKind.Constructor))
                .Concat(Object.Members.Where(m => m.Kind != ApiKind.Constructor))
                .ToLookup(member => (member.Kind, member.Name));
            foreach (var member in type.Members)
                if (MemberViolation(type, member, namesakes[(member.Kind, member.Name)]) is { } violation)
                    yield return violation;
        }
    }

    private static IEnumerable<string> TypeViolations(ApiType type, ApiType real, IEnumerable<ApiType> ancestry)
    {
        var narrower = (real.Kind, type.Kind) is ("class" or "abstract class", "sealed class" or "static class");
        if (type.Kind != real.Kind && !narrower)
            yield return $"{type.Name}: {type.Kind} — another kind of type — {real.Kind}";
        var bases = ancestry.SelectMany(ancestor => ancestor.Bases).ToHashSet();
        foreach (var missing in type.Bases.Where(name => !bases.Contains(name)))
            yield return $"{type.Name}: {missing} — not a base of the package's type — {string.Join(", ", real.Bases)}";
    }

    private static string? MemberViolation(ApiType type, ApiMember member, IEnumerable<ApiMember> namesakes)
    {
        var candidates = namesakes.Select(listed => (Member: listed, Difference: Difference(type, member, listed))).ToList();
        if (candidates.Any(candidate => candidate.Difference is null))
            return null;
        return candidates.OrderByDescending(candidate => Likeness(member, candidate.Member)).ToList() is [var closest, ..]
            ? $"{type.Name}: {member} — {closest.Difference} — {closest.Member}"
            : $"{type.Name}: {member} — the package has no such member — ";
    }

    private static int Likeness(ApiMember member, ApiMember candidate) =>
        member.Parameters.Sum(p => candidate.Parameters.Count(q => q.Type == p.Type) + candidate.Parameters.Count(q => q.Name == p.Name))
        - Math.Abs(member.Parameters.Count - candidate.Parameters.Count);

    /// <summary>Why a call of the member offered, or an override of it, might not fit the listed one; null where each does.</summary>
    private static string? Difference(ApiType type, ApiMember member, ApiMember listed)
    {
        var overridable = (ApiMember m) => m.Has("abstract") || m.Has("virtual") || m.Has("override");
        if (member.Type != listed.Type)
            return "another type";
        if (member.Kind == ApiKind.EnumMember && member.Detail != listed.Detail)
            return "another value";
        if (member.TypeParameters != listed.TypeParameters)
            return "other type parameters";
        if (member.Has("static") != listed.Has("static") || member.Has("protected") != listed.Has("protected"))
            return "another access or static";
        if (member.Has("const") && !listed.Has("const"))
            return "a constant is more than a field";
        if (CanBeDerivedFrom(type) && listed.Has("abstract") != member.Has("abstract") && !member.Has("override"))
            return "abstract in one only";
        if (CanBeDerivedFrom(type) && overridable(member) && !overridable(listed))
            return "cannot be overridden in the package";
        if (member.Kind == ApiKind.Property && member.Detail.Split(' ').Except(listed.Detail.Split(' ')).Any())
            return "an accessor too many";
        return ParameterDifference(member.Parameters, listed.Parameters);
    }

    private static bool CanBeDerivedFrom(ApiType type) => type.Kind == "interface"
        || !type.Kind.StartsWith("sealed") && type.Members.Any(member => member.Kind == ApiKind.Constructor);

    private static string? ParameterDifference(IReadOnlyList<ApiParameter> offered, IReadOnlyList<ApiParameter> listed)
    {
        var at = 0;
        foreach (var parameter in offered)
        {
            var same = listed.FirstOrDefault(candidate => candidate.Name == parameter.Name);
            if (same is null)
                return $"no parameter named {parameter.Name}";
            if (same.Modifiers + same.Type != parameter.Modifiers + parameter.Type)
                return $"another type of {parameter.Name}";
            if (same.Default != parameter.Default)
                return $"another default of {parameter.Name}";
            var index = listed.ToList().IndexOf(same);
            if (index < at)
                return $"{parameter.Name} out of order";
            at = index;
        }
        var required = listed.FirstOrDefault(p => !p.IsOptional && offered.All(q => q.Name != p.Name));
        return required is null ? null : $"lacks the required {required.Name}";
    }

    /// <summary>The listed type and its listed base classes (of an interface: its bases), type arguments put in.</summary>
    private static IEnumerable<ApiType> Ancestry(ApiType type, IReadOnlyDictionary<string, ApiType> byShape)
    {
        yield return type;
        foreach (var name in type.Bases)
            if (byShape.TryGetValue(Shape(name), out var parent) && (parent.Kind == "interface") == (type.Kind == "interface"))
                foreach (var ancestor in Ancestry(Substitute(parent, Arguments(name)), byShape))
                    yield return ancestor;
    }

    private static ApiType Substitute(ApiType type, List<string> arguments)
    {
        if (arguments.Count == 0)
            return type;
        var map = Arguments(type.Name).Zip(arguments).ToDictionary(pair => pair.First, pair => pair.Second);
        string In(string text) => SimpleName().Replace(text, match => map.GetValueOrDefault(match.Value, match.Value));
        return type with
        {
            Bases = [.. type.Bases.Select(In)],
            Members = [.. type.Members.Select(member => member with
            {
                Type = In(member.Type),
                Parameters = [.. member.Parameters.Select(p => p with { Type = In(p.Type) })],
            })],
        };
    }

    /// <summary>The last type arguments of a name: of <c>A.B&lt;int, C&lt;D&gt;&gt;</c>, <c>int</c> and <c>C&lt;D&gt;</c>.</summary>
    private static List<string> Arguments(string name) =>
        name.EndsWith('>') ? ApiList.Split(name[(name.IndexOf('<') + 1)..^1]) : [];

    private static string Shape(string name) =>
        name.EndsWith('>') ? $"{name[..name.IndexOf('<')]}`{Arguments(name).Count}" : name;

    [GeneratedRegex(@"(?<![\w.])\w+")]
    private static partial Regex SimpleName();
}
