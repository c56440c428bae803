namespace Fovea.Runner.Commands;

/// <summary>What the user gave cannot be used; the message says what, and what to do. Nothing has been written.</summary>
internal sealed class UsageException(string message) : Exception(message);
