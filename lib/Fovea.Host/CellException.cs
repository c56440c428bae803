namespace Fovea.Host;

/// <summary>A step that could not be done, for a reason that is complete in its message.</summary>
/// <param name="name">What an <c>ErrorOutput</c> names it.</param>
internal sealed class CellException(string name, string message, IReadOnlyList<string>? details = null) : Exception(message)
{
    public string Name => name;

    public IReadOnlyList<string> Details => details ?? [];
}
