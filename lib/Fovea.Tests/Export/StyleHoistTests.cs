using AngleSharp.Dom;
using Fovea.Runner.Export;

namespace Fovea.Tests.Export;

public class StyleHoistTests
{
    [Fact]
    public void ADocumentOfManyTablesHasOneCopyOfTheirStyle()
    {
        var page = Page.Of([.. Enumerable.Range(1, 50).Select(i => Sample.Code(i, "table", Sample.Table()))]);

        Assert.Empty(page.Body!.QuerySelectorAll("style"));
        Assert.Single(page.Head!.QuerySelectorAll("style"), s => s.TextContent.Contains(".dni-treeview"));
        Assert.Equal(50, page.QuerySelectorAll(".output table").Length);
    }

    [Fact]
    public void TheRestStaysByteForByte()
    {
        var hoist = new StyleHoist();

        var rest = hoist.Take("<p Class=x>\ud83d\ude00 é\r\n</p><STYLE media=all>a > b { }</STYLE  ><td>&nbsp;<!-- <style>not one</style> --><style>c{}</style>");

        Assert.Equal("<p Class=x>\ud83d\ude00 é\r\n</p><td>&nbsp;<!-- <style>not one</style> -->", rest);
        Assert.Equal(["a > b { }", "c{}"], hoist.Styles);
    }

    [Fact]
    public void DifferentStylesKeepTheirOrder()
    {
        var hoist = new StyleHoist();
        foreach (var css in new[] { "b{}", "a{}", "b{}" })
            hoist.Take($"<style>{css}</style>");

        Assert.Equal(["b{}", "a{}"], hoist.Styles);
    }

    [Fact]
    public void AStyleInsideAPictureStaysThere()
    {
        const string Svg = "<svg><style>.a{fill:red}</style><path class=\"a\"/></svg>";
        var hoist = new StyleHoist();

        Assert.Equal(Svg, hoist.Take(Svg));
        Assert.Empty(hoist.Styles);
    }
}
