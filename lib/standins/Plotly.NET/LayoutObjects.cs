using System.Text.Json.Nodes;
using Microsoft.FSharp.Core;

namespace Plotly.NET
{
    public class Title
    {
        internal JsonObject Json { get; } = [];

        public static Title init(FSharpOption<string>? Text = null)
        {
            var title = new Title();
            title.Json.Put("text", Text);
            return title;
        }
    }
}

namespace Plotly.NET.LayoutObjects
{
    public class Annotation
    {
        internal JsonObject Json { get; } = [];

        public static Annotation init<a, b, c, d, e, f, g, h, i, j>(
            FSharpOption<a>? X = null,
            FSharpOption<b>? Y = null,
            FSharpOption<Color>? ArrowColor = null,
            FSharpOption<c>? AX = null,
            FSharpOption<e>? AY = null,
            FSharpOption<bool>? ShowArrow = null,
            FSharpOption<string>? Text = null,
            FSharpOption<StyleParam.XAnchorPosition>? XAnchor = null,
            FSharpOption<h>? XRef = null,
            FSharpOption<j>? YRef = null)
        {
            var annotation = new Annotation();
            annotation.Json
                .Put("x", X)
                .Put("y", Y)
                .Put("arrowcolor", ArrowColor)
                .Put("ax", AX)
                .Put("ay", AY)
                .Put("showarrow", ShowArrow)
                .Put("text", Text)
                .Put("xanchor", XAnchor?.Value.Convert())
                .Put("xref", XRef)
                .Put("yref", YRef);
            return annotation;
        }
    }
}
