using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Fovea.Runner.Export;

/// <summary>Colours C# as a notebook writes it: a script, with magic lines between.</summary>
internal static partial class CSharpHighlighter
{
    private static readonly CSharpParseOptions Options =
        new(LanguageVersion.Preview, DocumentationMode.None, SourceCodeKind.Script);

    /// <summary>
    /// The source as HTML: spans of class k (keyword), t (type), m (method), s (string), n (number),
    /// c (comment) and d (directive or magic line), and escaped text.
    /// </summary>
    public static string ToHtml(string source)
    {
        // A magic line reads as a comment of the same length, so that positions hold.
        var root = CSharpSyntaxTree.ParseText(MagicLine().Replace(source, "//"), Options).GetRoot();
        var html = new StringBuilder();
        var position = 0;
        foreach (var (span, css) in Spans(root).OrderBy(s => s.Span.Start))
        {
            var text = source[span.Start..span.End];
            html.Append(Html.Escape(source[position..span.Start]))
                .Append($"<span class=\"{(text.StartsWith("#!", StringComparison.Ordinal) ? "d" : css)}\">")
                .Append(Html.Escape(text))
                .Append("</span>");
            position = span.End;
        }
        return html.Append(Html.Escape(source[position..])).ToString();
    }

    private static IEnumerable<(TextSpan Span, string Class)> Spans(SyntaxNode root)
    {
        foreach (var trivia in root.DescendantTrivia())
        {
            if (trivia.IsDirective)
                yield return (TrimEnd(trivia), "d");
            else if (IsComment(trivia.Kind()))
                yield return (trivia.Span, "c");
        }
        foreach (var token in root.DescendantTokens())
        {
            if (token.Span.Length > 0 && Class(token) is { } css)
                yield return (token.Span, css);
        }
    }

    private static TextSpan TrimEnd(SyntaxTrivia directive) =>
        new(directive.SpanStart, directive.ToString().TrimEnd('\r', '\n').Length);

    private static bool IsComment(SyntaxKind kind) => kind
        is SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia
        or SyntaxKind.SingleLineDocumentationCommentTrivia or SyntaxKind.MultiLineDocumentationCommentTrivia;

    private static string? Class(SyntaxToken token) => token.Kind() switch
    {
        SyntaxKind.NumericLiteralToken => "n",
        SyntaxKind.IdentifierToken => ClassOfIdentifier(token),
        var kind when SyntaxFacts.IsKeywordKind(kind) => "k",
        var kind when kind.ToString() is var name
            && (name.Contains("String", StringComparison.Ordinal) || name.StartsWith("CharacterLiteral", StringComparison.Ordinal)) => "s",
        _ => null,
    };

    private static string? ClassOfIdentifier(SyntaxToken token) => token.Parent switch
    {
        IdentifierNameSyntax { IsVar: true } => "k",
        BaseTypeDeclarationSyntax or TypeParameterSyntax or DelegateDeclarationSyntax => "t",
        MethodDeclarationSyntax or LocalFunctionStatementSyntax => "m",
        SimpleNameSyntax name when IsCalled(name) => "m",
        SimpleNameSyntax name when SyntaxFacts.IsInTypeOnlyContext(name) => "t",
        _ => null,
    };

    private static bool IsCalled(SimpleNameSyntax name) =>
        name.Parent is InvocationExpressionSyntax
        || name.Parent is MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax } access && access.Name == name;

    [GeneratedRegex("^#!", RegexOptions.Multiline)]
    private static partial Regex MagicLine();
}
