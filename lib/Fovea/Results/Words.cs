using System.Text.Json;

namespace Fovea.Results;

/// <summary>Enumeration members as files and tables write them: <c>NotComparable</c> is <c>not-comparable</c>.</summary>
internal static class Words
{
    public static string Word<T>(this T member) where T : struct, Enum =>
        JsonNamingPolicy.KebabCaseLower.ConvertName(member.ToString());

    public static bool TryParse<T>(string word, out T member) where T : struct, Enum
    {
        member = Enum.GetValues<T>().FirstOrDefault(candidate => candidate.Word() == word);
        return member.Word() == word;
    }

    /// <summary>All words of an enumeration, for a message: <c>smoke, small, full or paper</c>.</summary>
    public static string OneOf<T>() where T : struct, Enum
    {
        var words = Array.ConvertAll(Enum.GetValues<T>(), member => member.Word());
        return $"{string.Join(", ", words[..^1])} or {words[^1]}";
    }
}
