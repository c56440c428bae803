using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp;

namespace Fovea.Tests.Packages;

/// <summary>Writes a surface as C# declarations, one member a line, to compile against.</summary>
/// <remarks>
/// What a list does not say is left out: the names of tuple elements (deconstruct instead), nullability (oblivious),
/// attributes, and constraints, save <c>struct</c> where <c>T?</c> is a nullable value. A class listed without a
/// constructor has none to call.
/// </remarks>
public static partial class RealSource
{
    private const string Usings = """
        using System; using System.Collections; using System.Collections.Generic; using System.Collections.ObjectModel;
        using System.Data; using System.Data.Common; using System.Dynamic; using System.Globalization; using System.IO; using System.Linq;
        using System.Linq.Expressions; using System.Net.Http; using System.Numerics; using System.Reflection;
        using System.Runtime.InteropServices; using System.Runtime.Serialization; using System.Text;
        using System.Threading; using System.Threading.Tasks;

        """;

    private static readonly Dictionary<string, string> Operators = new()
    {
        ["op_Addition"] = "+", ["op_Subtraction"] = "-", ["op_Multiply"] = "*", ["op_Division"] = "/", ["op_Modulus"] = "%",
        ["op_BitwiseAnd"] = "&", ["op_BitwiseOr"] = "|", ["op_ExclusiveOr"] = "^", ["op_OnesComplement"] = "~",
        ["op_LogicalNot"] = "!", ["op_UnaryNegation"] = "-", ["op_UnaryPlus"] = "+",
        ["op_LeftShift"] = "<<", ["op_RightShift"] = ">>", ["op_Equality"] = "==", ["op_Inequality"] = "!=",
        ["op_LessThan"] = "<", ["op_LessThanOrEqual"] = "<=", ["op_GreaterThan"] = ">", ["op_GreaterThanOrEqual"] = ">=",
    };

    /// <summary>The surface as one file; types that it mentions and does not list stand in it without members.</summary>
    public static string Write(ApiSurface surface)
    {
        surface = WithMentioned(surface);
        var nested = surface.Types.Values.ToLookup(type => Enclosing(type.Name, surface));
        var text = new StringBuilder(Usings);
        foreach (var type in nested[null])
        {
            var dot = LastDot(type.Name);
            text.AppendLine($"namespace {string.Join('.', type.Name[..dot].Split('.').Select(Identifier))} {{");
            WriteType(text, type, dot + 1, nested);
            text.AppendLine("}");
        }
        return text.ToString();
    }

    private static ApiSurface WithMentioned(ApiSurface surface)
    {
        var enclosing = surface.Types.Keys.SelectMany(Prefixes).ToHashSet();
        var mentioned = surface.Types.Values
            .SelectMany(type => type.Members.SelectMany(m => m.Parameters.Select(p => p.Type).Prepend(m.Type)).Concat(type.Bases))
            .SelectMany(text => Dotted().Matches(text))
            .Select(match => match.Value)
            .Where(name => !name.StartsWith("Microsoft.FSharp.") && !surface.Types.ContainsKey(name) && !enclosing.Contains(name))
            .Distinct();
        return new ApiSurface([.. surface.Types.Values, .. mentioned.Select(name => new ApiType("class", name, [], []))]);
    }

    /// <summary>`A`, `A.B` and `A.B.C` of `A.B.C&lt;T&gt;`.</summary>
    private static IEnumerable<string> Prefixes(string name)
    {
        var open = name.Split('<')[0].Split('.');
        return open.Select((_, i) => string.Join('.', open[..(i + 1)]));
    }

    private static void WriteType(StringBuilder text, ApiType type, int start, ILookup<string?, ApiType> nested)
    {
        var name = Identifier(type.Name[start..]);
        if (type.Kind == "delegate")
        {
            var invoke = type.Members[0];
            text.AppendLine($"public delegate {Type(invoke.Type)} {name}({Parameters(invoke)});");
            return;
        }
        var bases = type.Bases.Count > 0 ? $" : {string.Join(", ", type.Bases.Select(Type))}" : "";
        text.AppendLine($"public {type.Kind} {name}{bases}{Constraint(type.Name[start..], type.Members)} {{");
        if (type.Kind.EndsWith("class") && type.Kind != "static class" && type.Members.All(m => m.Kind != ApiKind.Constructor))
            text.AppendLine($"internal {SimpleName(name)}() {{ }}");
        foreach (var member in type.Members.Where(member => member.Name != "Finalize"))
            text.AppendLine(Member(member, type, SimpleName(name)));
        foreach (var inner in nested[type.Name])
            WriteType(text, inner, type.Name.Length + 1, nested);
        text.AppendLine("}");
    }

    private static string Member(ApiMember member, ApiType type, string typeName)
    {
        var contract = type.Kind == "interface";
        var head = contract ? "" : (member.Has("protected") ? "" : "public ") + member.Modifiers;
        var valueType = Type(member.Type);
        var name = Identifier(member.Name);
        var bodiless = contract || member.Has("abstract");
        var body = bodiless ? ";" : " => throw null;";
        switch (member.Kind)
        {
            case ApiKind.EnumMember:
                return $"{name} = {member.Detail},";
            case ApiKind.Field:
                return $"{head}{valueType} {name}{(member.Has("const") ? " = default" : "")};";
            case ApiKind.Event:
                return $"{head}event {valueType} {name};";
            case ApiKind.Constructor:
                return $"{head}{typeName}({Parameters(member)}){body}";
            case ApiKind.Property:
                var index = member.Name == "this" ? $"this[{Parameters(member)}]" : name;
                var accessors = bodiless ? member.Detail : member.Detail.Replace(";", " => throw null;");
                return $"{head}{valueType} {index} {{ {accessors}}}";
            default:
                if (member.Name is "op_Implicit" or "op_Explicit")
                    return $"{head}{member.Name[3..].ToLowerInvariant()} operator {valueType}({Parameters(member)}){body}";
                if (Operators.TryGetValue(member.Name, out var symbol))
                    return $"{head}{valueType} operator {symbol}({Parameters(member)}){body}";
                var constraint = Constraint(member.TypeParameters, [member]);
                return $"{head}{valueType} {name}{member.TypeParameters}({Parameters(member)}){constraint}{body}";
        }
    }

    private static string Parameters(ApiMember member) => string.Join(", ", member.Parameters.Select((parameter, i) =>
    {
        var name = parameter.Name.Length > 0 ? Identifier(parameter.Name) : $"unnamed{i}";
        return $"{parameter.Modifiers}{Type(parameter.Type)} {name}{Default(parameter)}";
    }));

    private static string Default(ApiParameter parameter) => (parameter.Type, parameter.Default) switch
    {
        (_, null) => "",
        _ when parameter.Modifiers.Contains("this ") => "",
        ("char", { } value) => $" = '{value}'",
        ("float" or "float?", { } value) when char.IsAsciiDigit(value[^1]) => $" = {value}f",
        (_, "null" or "default") => " = default",
        ({ } type, _) when type.StartsWith("Microsoft.FSharp.Core.FSharpOption<") => " = default",
        (_, { } value) => $" = {Type(value)}",
    };

    /// <summary>Where a type parameter T is met as <c>T?</c>, it is a value's.</summary>
    private static string Constraint(string typeParameters, IEnumerable<ApiMember> members)
    {
        var names = typeParameters.EndsWith('>') ? ApiList.Split(typeParameters[(typeParameters.IndexOf('<') + 1)..^1]) : [];
        var used = string.Join(' ', members);
        return string.Concat(names.Where(name => Regex.IsMatch(used, $@"\b{name}\?")).Select(name => $" where {name} : struct"));
    }

    private static string? Enclosing(string name, ApiSurface surface)
    {
        for (var dot = LastDot(name); dot > 0; dot = LastDot(name[..dot]))
            if (surface.Types.ContainsKey(name[..dot]))
                return name[..dot];
        return null;
    }

    /// <summary>The last dot outside type arguments; -1 where there is none.</summary>
    private static int LastDot(string name)
    {
        var depth = 0;
        for (var i = name.Length - 1; i >= 0; i--)
        {
            depth += name[i] switch { '>' => 1, '<' => -1, _ => 0 };
            if (name[i] == '.' && depth == 0)
                return i;
        }
        return -1;
    }

    private static string SimpleName(string name) => name.Split('<')[0];

    /// <summary>A type as C#: dotted names from the global namespace, keywords in them escaped.</summary>
    private static string Type(string type) =>
        Dotted().Replace(type, match => "global::" + string.Join('.', match.Value.Split('.').Select(Identifier)));

    private static string Identifier(string name) =>
        SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : "@" + name;

    [GeneratedRegex(@"(?<![\w.])[A-Za-z_]\w*(\.\w+)+")]
    private static partial Regex Dotted();
}
