using Plotly.NET.CSharp;

namespace Fovea.Display;

/// <summary>Makes Plotly.NET's optional arguments: the language converts to them no interfaces, and null to a present null.</summary>
internal static class Optional
{
    public static Optional<T> Of<T>(T? value)
        where T : class => value is null ? default : new(value, true);
}
