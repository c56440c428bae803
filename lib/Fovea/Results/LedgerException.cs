namespace Fovea.Results;

/// <summary>A file of the ledger, or a question put to it, is not as it has to be; the message says where, what was expected and what found.</summary>
public sealed class LedgerException(string message) : Exception(message)
{
    internal static LedgerException At(string file, int line, string key, string expected, string found) =>
        new($"{file}:{line}: {key}: expected {expected}, found {found}");
}
