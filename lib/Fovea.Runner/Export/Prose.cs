using System.Text;
using System.Text.RegularExpressions;
using Markdig;
using Markdig.Extensions.Footnotes;
using Markdig.Extensions.Mathematics;
using Markdig.Extensions.MediaLinks;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Fovea.Runner.Export;

/// <summary>Markdown cells of one document as HTML, with headings that can be linked to.</summary>
/// <param name="directory">Where the notebook is: local images are read from there and carried inline.</param>
/// <param name="takenIds">Element ids that headings must not use.</param>
internal sealed partial class Prose(string directory, IEnumerable<string> takenIds)
{
    private static readonly MarkdownPipeline Pipeline = BuildPipeline();

    private readonly HashSet<string> _ids = new(takenIds, StringComparer.Ordinal);
    private readonly List<Heading> _headings = [];

    /// <summary>A heading of the document.</summary>
    /// <param name="Html">Its text without links.</param>
    public sealed record Heading(int Level, string Id, string Html);

    public IReadOnlyList<Heading> Headings => _headings;

    /// <summary>Renders one cell's text.</summary>
    /// <param name="scope">Unlike that of any other text of the document; keeps footnotes apart.</param>
    public string Render(string markdown, string scope)
    {
        var document = Markdown.Parse(markdown, Pipeline);
        foreach (var link in document.Descendants<LinkInline>().ToList())
            Localise(link);
        foreach (var math in document.Descendants<MathInline>().Where(m => m.DelimiterCount == 2).ToList())
            math.ReplaceBy(new HtmlInline($"""<span class="math">\[{Html.Escape(math.Content.ToString())}\]</span>"""));
        foreach (var heading in document.Descendants<HeadingBlock>())
            AddAnchor(heading);
        var html = document.ToHtml(Pipeline);
        return document.Any(block => block is FootnoteGroup)
            ? FootnoteIds().Replace(html, $"$1{scope}-$2")
            : html;
    }

    private static MarkdownPipeline BuildPipeline()
    {
        var builder = new MarkdownPipelineBuilder().UseAdvancedExtensions();
        // Embeds players of video sites, which a page that makes no request cannot show.
        builder.Extensions.TryRemove<MediaLinkExtension>();
        return builder.Build();
    }

    private void AddAnchor(HeadingBlock heading)
    {
        if (heading.Inline is not { } inlines)
            return;
        var id = UniqueId(PlainText(inlines));
        heading.GetAttributes().Id = id;
        _headings.Add(new Heading(heading.Level, id, LinkTags().Replace(RenderInlines(inlines), "")));
        inlines.AppendChild(new HtmlInline(
            $"""<a class="anchor" href="#{id}" aria-label="Link to this section">#</a>"""));
    }

    private static string RenderInlines(ContainerInline inlines)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        var renderer = new HtmlRenderer(writer);
        Pipeline.Setup(renderer);
        renderer.WriteChildren(inlines);
        renderer.Writer.Flush();
        return writer.ToString();
    }

    private static string PlainText(ContainerInline inlines)
    {
        var text = new StringBuilder();
        foreach (var inline in inlines.Descendants())
        {
            text.Append(inline switch
            {
                LiteralInline literal => literal.Content.ToString(),
                CodeInline code => code.Content,
                MathInline math => math.Content.ToString(),
                LineBreakInline => " ",
                _ => "",
            });
        }
        return text.ToString();
    }

    /// <summary>An id after the manner of GitHub: lower case, letters, digits and hyphens.</summary>
    private string UniqueId(string text)
    {
        var slug = NotInIds().Replace(text.Trim().ToLowerInvariant().Replace(' ', '-'), "");
        if (slug.Length == 0)
            slug = "section";
        var id = slug;
        for (var n = 1; !_ids.Add(id); n++)
            id = $"{slug}-{n}";
        return id;
    }

    /// <summary>Makes a link fit for a page away from the notebook: images inline, notebooks as their exports.</summary>
    private void Localise(LinkInline link)
    {
        var url = link.Url ?? "";
        if (url.StartsWith("data:", StringComparison.Ordinal))
            return;
        if (!link.IsImage)
        {
            link.Url = url.Contains(':') ? url : NotebookSuffix().Replace(url, ".html");
            return;
        }
        if (Mime.OfImage(url) is { } mime && LocalFile(url) is { } path)
        {
            link.Url = $"data:{mime};base64,{Convert.ToBase64String(File.ReadAllBytes(path))}";
            return;
        }
        // An image that the page cannot carry becomes a link to it.
        link.IsImage = false;
        if (link.FirstChild is null)
            link.AppendChild(new LiteralInline(url));
    }

    private string? LocalFile(string url)
    {
        if (url.Contains(':'))
            return null;
        var path = Path.Combine(directory, Uri.UnescapeDataString(url));
        return File.Exists(path) ? path : null;
    }

    [GeneratedRegex(@"[^\p{L}\p{Nd}_-]")]
    private static partial Regex NotInIds();

    [GeneratedRegex(@"\.(dib|ipynb)(?=$|[#?])")]
    private static partial Regex NotebookSuffix();

    [GeneratedRegex(@"</?a\b[^>]*>")]
    private static partial Regex LinkTags();

    [GeneratedRegex(@"((?:id|href)=""#?)(fn(?:ref)?:)")]
    private static partial Regex FootnoteIds();
}
