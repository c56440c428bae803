using System.Text;
using Fovea.Hosting;

namespace Fovea.Runner.Execution;

internal sealed partial class Planner
{
    // `#!set --name n --value ...` as the C# declaration that it amounts to.
    private Step Set(Magic magic, string file, int line)
    {
        if (!magic.Options.TryGetValue("--name", out var name) || !magic.Options.TryGetValue("--value", out var value))
            return Error(file, line, "UsageError", "expected `#!set --name NAME --value VALUE`");
        if (!IsIdentifier(name))
            return Error(file, line, "UsageError", $"--name: expected a C# identifier, found '{name}'");
        if (!value.StartsWith('@'))
            return Declare(name, value);

        var (source, sourceName) = value[1..].Split(':', 2) is [var kernel, var rest] ? (kernel, rest) : (value[1..], name);
        switch (source)
        {
            case "input" or "password":
                Inputs.Add(sourceName);
                if (parameters is null)
                    return Declare(name, "");
                return parameters.TryGetValue(sourceName, out var given)
                    ? Declare(name, given)
                    : Error(file, line, "MissingParameter", $"no value for the input '{sourceName}': give one with -p {sourceName}=VALUE");
            case "value":
                return values.TryGetValue(sourceName, out var stored)
                    ? Declare(name, stored)
                    : Error(file, line, "UsageError", $"no value named '{sourceName}' before this line: `#!value --name {sourceName}` stores one");
            case "csharp" when IsIdentifier(sourceName):
                return Code(magic.Options.ContainsKey("--byref") ? $"var {name} = {sourceName};" : $"var {name} = Fovea.Host.Sharing.Copy({sourceName});");
            default:
                return Error(file, line, "UsageError", $"--value: expected text, @input:NAME, @value:NAME or @csharp:NAME, found '{value}'");
        }

        Step Declare(string variable, string text) => Code($"string {variable} = {Literal(text)};");
        Step Code(string code) => new(StepKind.Code, file, line, code);
    }

    private static bool IsIdentifier(string name) =>
        name.Length > 0 && (char.IsLetter(name[0]) || name[0] == '_') && name.All(c => char.IsLetterOrDigit(c) || c == '_');

    private static string Literal(string text)
    {
        var literal = new StringBuilder("\"");
        foreach (var c in text)
            literal.Append(c is '"' or '\\' || char.IsControl(c) || c is '\u2028' or '\u2029' ? $"\\u{(int)c:x4}" : c.ToString());
        return literal.Append('"').ToString();
    }
}
