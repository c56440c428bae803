namespace Fovea.Runner.Export;

/// <summary>A page that is no notebook: a heading, text and tables, with the way back and the choice of the theme.</summary>
internal static class PlainPage
{
    /// <param name="title">Plain text.</param>
    /// <param name="contentPolicy">What the page may load.</param>
    /// <param name="styles">Beside the documents' own.</param>
    /// <param name="main">HTML.</param>
    /// <param name="scripts">Script elements, before the documents' own.</param>
    /// <param name="back">Whether it leads back to <c>index.html</c>.</param>
    public static string Render(
        string title, string contentPolicy, IEnumerable<string> styles, string main, string scripts = "", bool back = false) => $"""
        <!doctype html>
        <html lang="en">
        <head>
        {HtmlDocument.Head(title, styles, contentPolicy)}</head>
        <body class="index">
        <a class="skip" href="#content">Skip to the text</a>
        <div class="layout">
        <header class="side">
        <div class="tools">{(back ? "<a href=\"index.html\">All pages</a> " : "")}<button type="button" id="theme">Dark theme</button></div>
        </header>
        <main id="content">
        {main}</main>
        </div>
        {scripts}{HtmlDocument.Scripts(Assets.Own("document.js"))}</body>
        </html>

        """;
}
