using Fovea.Runner.Notebooks;

namespace Fovea.Tests.Export;

/// <summary>Records of runs as the runner would hand them over, made by hand.</summary>
internal static class Sample
{
    /// <summary>The style block that the formatting package sends with every value.</summary>
    public const string FormatterStyle = """
        <style>
        .dni-treeview td {
            vertical-align: top;
        }
        table td {
            text-align: start;
        }
        </style>
        """;

    public static CellRun Prose(string markdown) =>
        new(new Cell("markdown", markdown, 1), CellStatus.Succeeded, null, [], TimeSpan.Zero);

    public static CellRun Code(int count, string source, params CellOutput[] outputs) =>
        new(new Cell("csharp", source, 10 * count), CellStatus.Succeeded, count, outputs, TimeSpan.FromSeconds(count));

    public static CellRun Ended(CellStatus status, string source, params CellOutput[] outputs) =>
        new(new Cell("csharp", source, 90), status, status == CellStatus.NotRun ? null : 9, outputs, TimeSpan.Zero);

    public static DisplayOutput Shown(string mime, string content) =>
        new(new Dictionary<string, string> { [mime] = content }, IsResult: false);

    public static NotebookRun Run(params CellRun[] cells) => new(
        "notebooks/sample.dib", "A sample", new Dictionary<string, string>(), cells, TimeSpan.FromSeconds(3), 50_000_000);

    /// <summary>A figure by the convention that the library's figures keep.</summary>
    public static DisplayOutput Figure(string data, string layout) => Shown("text/html", $$$"""
        <div class="fovea-figure"><noscript><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 320" width="600" height="320" role="img"><title>Still picture</title><path d="M40 280 L560 40" fill="none" stroke="#0072b2" stroke-width="2"/></svg></noscript><div class="plotly-target" style="width:100%;height:380px"></div><script type="application/vnd.plotly.v1+json">{"data":{{{data}}},"layout":{{{layout}}},"config":{}}</script></div>
        """);

    public static DisplayOutput LineFigure { get; } = Figure(
        """[{"type":"scatter","mode":"lines+markers","x":[0.1,0.33,0.5,1],"y":[38.2,41.8,42.7,43.4],"name":"poll"},{"type":"scatter","mode":"lines+markers","x":[0.1,0.33,0.5,1],"y":[30.1,36.2,39.9,43.4],"name":"random"}]""",
        """{"title":{"text":"AP by poll ratio"},"xaxis":{"title":{"text":"poll ratio \u03b1"}},"yaxis":{"title":{"text":"AP"}},"width":700,"colorway":["#0072b2","#d55e00"]}""");

    /// <summary>A figure whose picture stands in the open, with a template for each theme and a caption.</summary>
    public static DisplayOutput OpenFigure { get; } = Shown("text/html", """
        <style>.fovea-figure svg{display:block;width:100%;height:auto}</style><div class="fovea fovea-figure"><div class="plotly-static"><svg viewBox="0 0 640 400" width="640" height="400"><title>Still picture</title><rect width="640" height="400" fill="#fff"/></svg></div><script type="application/vnd.plotly.v1+json">{"data":[{"type":"bar","x":["a","b"],"y":[1,2]}],"layout":{"width":640,"height":400,"template":{"layout":{"colorway":["#0072b2"],"paper_bgcolor":"#ffffff"}}},"config":{},"dark":{"layout":{"colorway":["#56b4e9"],"paper_bgcolor":"#000000"}}}</script><p class="figure-caption">Counts.</p></div>
        """);

    /// <summary>A figure that is only a picture.</summary>
    public static DisplayOutput StillFigure { get; } = Shown("text/html", """
        <div class="fovea fovea-figure"><div class="plotly-static"><svg viewBox="0 0 9 9" width="9" height="9"><title>Nine</title></svg></div></div>
        """);

    public static DisplayOutput HeatFigure { get; } = Figure(
        """[{"type":"heatmap","z":[[0.1,0.4,0.9],[0.3,1.0,0.5],[0.2,0.6,0.7]],"colorscale":"Viridis"}]""",
        """{"title":{"text":"Where samples fall"},"yaxis":{"scaleanchor":"x"}}""");

    public static DisplayOutput Table(int rows = 4, int columns = 5)
    {
        var head = string.Concat(Enumerable.Range(0, columns).Select(c => $"<th>Column {c}</th>"));
        var body = string.Concat(Enumerable.Range(0, rows).Select(r =>
            "<tr>" + string.Concat(Enumerable.Range(0, columns).Select(c => $"""<td><div class="dni-plaintext"><pre>{r * 10.5 + c:0.00}</pre></div></td>""")) + "</tr>"));
        return Shown("text/html", $"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{FormatterStyle}");
    }

    /// <summary>One of everything a document shows, with failures at the end.</summary>
    public static NotebookRun Everything { get; } = Run(
        Prose("""
            # PnP-DETR: polling fewer tokens

            A transformer spends most of its compute on background. This notebook polls a fraction
            $\alpha$ of the tokens and pools the rest, as the paper does in its section 3.2[^1].

            [^1]: Wang et al., *PnP-DETR*, 2021.

            ## Scores and selection

            Each location $l$ gets a score from a small network, and the highest $N=\lfloor\alpha L\rceil$ are kept:

            $$
            s_l = \mathrm{ScoringNet}(f_l;\theta_s), \qquad
            \mathcal{F}_f = \left[ f_l \mid l \in \operatorname{top}_N(s) \right] \in \mathbb{R}^{N \times C}
            $$

            The pooled rest is a weighted sum with $\sum_l a_{ml} = 1$ for each of the $M$ pools:
            $$ a_{ml} = \frac{e^{w_{ml}}}{\sum_{j} e^{w_{mj}}} $$

            | Quantity | Symbol | Default |
            |---|:-:|--:|
            | Poll ratio | $\alpha$ | 0.33 |
            | Pools | $M$ | 60 |
            """),
        Code(1, """
            #!import ../lib/fovea.dib

            // The poll ratio and the number of pools; the paper's table 3 has the rest.
            var alpha = Params.Get("alpha", 0.33);
            record Selection(int Kept, int Pooled);
            static Selection Poll(int length, double ratio, int pools) =>
                new((int)(length * (float)ratio), Math.Min(pools, length));
            Console.WriteLine($"keeps {Poll(850, alpha, 60).Kept} of {850:N0} tokens");
            """, new StreamOutput("stdout", "\u001b[32mkeeps 280 of 850 tokens\u001b[0m\n")),
        Prose("### What is kept\n\nA figure, then a table too wide for a phone."),
        Code(2, "Chart.Line(ratios, ap).Display();", LineFigure),
        Code(3, "Chart.Heatmap(density).Display();\nresults.Display();", HeatFigure, Table(4, 14)),
        Code(4, "results.Head(3)", Table(3, 4), new StreamOutput("stderr", "epoch 1: 10%\repoch 1: 55%\repoch 1: 100%\n")),
        Prose("## What goes wrong\n\nCells that fail say so in one line."),
        Ended(CellStatus.Failed, "throw new InvalidOperationException(\"poll ratio is 1.4\");",
            new ErrorOutput("System.InvalidOperationException", "poll ratio is 1.4; expected a number from 0 to 1 (sample.dib:93)",
                ["   at sample.dib:93", "   at Fovea.Papers.PnpDetr.PollSampler.Poll(Tensor scores)"])),
        Ended(CellStatus.TimedOut, "while (true) { }"),
        Ended(CellStatus.NotRun, "Provenance.Show()"),
        new CellRun(new Cell("mermaid", "flowchart LR\n  A --> B", 120), CellStatus.Succeeded, 5,
            [Shown("text/html", "<pre class=\"mermaid\">flowchart LR\n  A --&gt; B</pre>")], TimeSpan.Zero))
        with
        { Title = "PnP-DETR: polling fewer tokens", Parameters = new Dictionary<string, string> { ["tier"] = "smoke", ["alpha"] = "0.33" } };
}
