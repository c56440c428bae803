using FsCheck;
using FsCheck.Fluent;

namespace Fovea.Tests;

public static class Properties
{
    /// <summary>Tries a property on a hundred drawn values; a failure throws with the smallest one found, success is silent.</summary>
    public static void Holds(this Property property) => property.Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true));
}
