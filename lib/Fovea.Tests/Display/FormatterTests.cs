using Fovea.Display;
using Microsoft.DotNet.Interactive.Formatting;

namespace Fovea.Tests.Display;

/// <summary>The notebook host's own formatter finds how our types are shown, though they know nothing of it.</summary>
public class FormatterTests
{
    public static TheoryData<string> Mimes { get; } = ["text/html", "text/plain"];

    [Theory, MemberData(nameof(Mimes))]
    public void A_figure_is_shown_as_it_says(string mime)
    {
        var figure = Charts.Figure(Charts.OfEachKind["line"]);
        Assert.Equal(mime == "text/html" ? figure.ToHtml() : figure.ToText(), figure.ToDisplayString(mime));
    }

    [Theory, MemberData(nameof(Mimes))]
    public void A_table_is_shown_as_it_says(string mime)
    {
        var table = new Table("caption", new Column("a")).Row("<1>");
        Assert.Equal(mime == "text/html" ? table.ToHtml() : table.ToText(), table.ToDisplayString(mime));
    }

    [Theory, MemberData(nameof(Mimes))]
    public void Pictures_are_shown_as_they_say(string mime)
    {
        var picture = Picture.OfBytes([1, 2, 3], 1, 1);
        var grid = new PictureGrid(1, "caption", ("title", picture));
        Assert.Equal(mime == "text/html" ? picture.ToHtml() : picture.ToText(), picture.ToDisplayString(mime));
        Assert.Equal(mime == "text/html" ? grid.ToHtml() : grid.ToText(), grid.ToDisplayString(mime));
    }

    [Fact]
    public void Progress_is_shown_as_a_bar() =>
        Assert.StartsWith("<div class=\"fovea-progress\">", new Progress("train", 3).ToDisplayString("text/html"));

    [Theory]
    [InlineData(typeof(Figure))]
    [InlineData(typeof(Table))]
    [InlineData(typeof(Picture))]
    [InlineData(typeof(PictureGrid))]
    [InlineData(typeof(Progress))]
    public void Html_is_what_a_host_shows_unasked(Type type) =>
        Assert.Equal("text/html", Formatter.GetPreferredMimeTypesFor(type).First());
}
