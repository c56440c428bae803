namespace Fovea.Tests.Packages;

/// <summary>Reads a list of signatures: a `T:` line for a type, an indented line for a member, in any order.</summary>
public static class ApiList
{
    private static readonly string[] Kinds =
        ["static class", "abstract class", "sealed class", "class", "struct", "interface", "enum", "delegate"];

    private static readonly string[] MemberModifiers =
        ["protected ", "static ", "abstract ", "virtual ", "override ", "const "];

    private static readonly string[] ParameterModifiers = ["this ", "ref ", "out ", "in ", "params "];

    public static ApiSurface Parse(IEnumerable<string> lines)
    {
        var headers = new List<ApiType>();
        var members = new Dictionary<string, List<ApiMember>>();
        foreach (var line in lines.Where(line => line.Length > 0).Distinct())
        {
            if (line.StartsWith("T: "))
            {
                headers.Add(ParseHeader(line[3..]));
                continue;
            }
            var (type, member) = ParseMember(line.TrimStart());
            if (!members.TryGetValue(type, out var known))
                members[type] = known = [];
            known.Add(member);
        }
        if (members.Keys.Except(headers.Select(type => type.Name)).FirstOrDefault() is { } unknown)
            throw new FormatException($"members of {unknown}, but no `T:` line for it");
        return new ApiSurface(headers.Select(type => type with { Members = members.GetValueOrDefault(type.Name, []) }));
    }

    private static ApiType ParseHeader(string text)
    {
        var kind = Kinds.First(text.StartsWith);
        var colon = text.IndexOf(" : ", StringComparison.Ordinal);
        var name = colon < 0 ? text[(kind.Length + 1)..] : text[(kind.Length + 1)..colon];
        return new ApiType(kind, name, colon < 0 ? [] : Split(text[(colon + 3)..]), []);
    }

    private static (string Type, ApiMember Member) ParseMember(string line)
    {
        var colon = line.IndexOf(": ", StringComparison.Ordinal);
        if (colon < 0)
        {
            var (left, value) = Cut(line, line.IndexOf(" = ", StringComparison.Ordinal), 3);
            var (type, name) = Cut(left, left.LastIndexOf('.'), 1);
            return (type, new ApiMember(ApiKind.EnumMember, "", "", name, "", [], value));
        }
        var text = line[(colon + 2)..];
        var (word, rest) = Cut(text, text.IndexOf(' '), 1);
        return (line[..colon], word switch
        {
            "field" => Simple(ApiKind.Field, rest, ""),
            "event" => Simple(ApiKind.Event, rest, ""),
            "prop" => ParseProperty(rest),
            "ctor" => ParseCall(ApiKind.Constructor, rest),
            _ => ParseCall(ApiKind.Method, text),
        });
    }

    private static ApiMember ParseProperty(string text)
    {
        var brace = text.LastIndexOf(" { ", StringComparison.Ordinal);
        var (left, accessors) = (text[..brace], text[(brace + 3)..^1]);
        var index = left.IndexOf(" this[", StringComparison.Ordinal);
        return index < 0
            ? Simple(ApiKind.Property, left, accessors)
            : Simple(ApiKind.Property, left[..(index + 5)], accessors) with { Parameters = ParseParameters(left[(index + 6)..^1]) };
    }

    private static ApiMember ParseCall(ApiKind kind, string text)
    {
        var open = Opening(text, '(', ')');
        var parameters = ParseParameters(text[(open + 1)..^1]);
        var (modifiers, head) = TakeModifiers(text[..open], MemberModifiers);
        if (kind == ApiKind.Constructor)
            return new ApiMember(kind, modifiers, "", "", "", parameters, "");
        if (head.EndsWith(' '))
            return new ApiMember(ApiKind.Delegate, modifiers, head.TrimEnd(), "", "", parameters, "");
        var generic = head.EndsWith('>') ? Opening(head, '<', '>') : head.Length;
        var (type, name) = Cut(head[..generic], head.LastIndexOf(' ', generic - 1), 1);
        return new ApiMember(kind, modifiers, type, name, head[generic..], parameters, "");
    }

    /// <summary>Where the bracket opens that the last character closes.</summary>
    private static int Opening(string text, char opening, char closing)
    {
        var at = text.Length - 1;
        for (var depth = 1; depth > 0;)
        {
            at--;
            depth += text[at] == closing ? 1 : text[at] == opening ? -1 : 0;
        }
        return at;
    }

    private static ApiMember Simple(ApiKind kind, string text, string detail)
    {
        var (modifiers, rest) = TakeModifiers(text, MemberModifiers);
        var (type, name) = Cut(rest, rest.LastIndexOf(' '), 1);
        return new ApiMember(kind, modifiers, type, name, "", [], detail);
    }

    private static List<ApiParameter> ParseParameters(string text) => Split(text).ConvertAll(part =>
    {
        var (modifiers, rest) = TakeModifiers(part, ParameterModifiers);
        var equals = rest.IndexOf(" = ", StringComparison.Ordinal);
        var left = equals < 0 ? rest : rest[..equals];
        var (type, name) = Cut(left, left.LastIndexOf(' '), 1);
        return new ApiParameter(modifiers, type, name, equals < 0 ? null : rest[(equals + 3)..]);
    });

    private static (string Modifiers, string Remainder) TakeModifiers(string text, string[] known)
    {
        var length = 0;
        while (known.FirstOrDefault(text[length..].StartsWith) is { } modifier)
            length += modifier.Length;
        return (text[..length], text[length..]);
    }

    /// <summary>Splits at the commas that stand outside brackets and quotes; a comma as a default (<c> = ,</c>) is text.</summary>
    internal static List<string> Split(string text)
    {
        var parts = new List<string>();
        var (start, depth, quoted) = (0, 0, false);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '"')
                quoted = !quoted;
            if (quoted)
                continue;
            depth += text[i] switch { '<' or '(' or '[' => 1, '>' or ')' or ']' => -1, _ => 0 };
            if (text[i] == ',' && depth == 0 && !text[start..i].EndsWith(" = "))
            {
                parts.Add(text[start..i]);
                start = i + 2;
            }
        }
        if (text.Length > 0)
            parts.Add(text[start..]);
        return parts;
    }

    private static (string Left, string Right) Cut(string text, int at, int width) => (text[..at], text[(at + width)..]);
}
