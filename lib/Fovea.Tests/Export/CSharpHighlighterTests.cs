using Fovea.Runner.Export;

namespace Fovea.Tests.Export;

public class CSharpHighlighterTests
{
    [Theory]
    [InlineData("var x = 1.5e-3f;", "<span class=\"k\">var</span> x = <span class=\"n\">1.5e-3f</span>;")]
    [InlineData("// a < b", "<span class=\"c\">// a &lt; b</span>")]
    [InlineData("List<Tensor> a = Load(\"x\");", "<span class=\"t\">List</span>&lt;<span class=\"t\">Tensor</span>&gt; a = <span class=\"m\">Load</span>(<span class=\"s\">&quot;x&quot;</span>);")]
    [InlineData("record Box(float X);", "<span class=\"k\">record</span> <span class=\"t\">Box</span>(<span class=\"k\">float</span> X);")]
    [InlineData("await run.Go()", "<span class=\"k\">await</span> run.<span class=\"m\">Go</span>()")]
    [InlineData("#r \"a.dll\"", "<span class=\"d\">#r &quot;a.dll&quot;</span>")]
    [InlineData("#!time\nf()", "<span class=\"d\">#!time</span>\n<span class=\"m\">f</span>()")]
    [InlineData("'c'", "<span class=\"s\">&#39;c&#39;</span>")]
    public void TokensGetTheirClass(string source, string expected) =>
        Assert.Equal(expected.Replace("&#39;", "'"), CSharpHighlighter.ToHtml(source));

    [Theory]
    [InlineData("\"\"\"\n  raw \" text\n  \"\"\"")]
    [InlineData("$\"a {b:N0} {c(\"d\")}\" + @\"x\"\"y\" + \"u\"u8")]
    [InlineData("/* open")]
    [InlineData("#if X\nnot < code\n#endif\nf();")]
    [InlineData("f(\n#!share --from\n)")]
    [InlineData("} else { \"unclosed")]
    [InlineData("")]
    public void AnySourceComesBackAsItsText(string source) =>
        Assert.Equal(source, Page.Parse("<pre><code>" + CSharpHighlighter.ToHtml(source) + "</code></pre>").TextOf("code"));
}
