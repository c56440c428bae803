using FsCheck;
using FsCheck.Fluent;

namespace Fovea.Tests;

public static class Properties
{
    /// <summary>Tries a property on drawn values, a hundred where nothing is said; a failure throws with the smallest one found, success is silent.</summary>
    public static void Holds(this Property property, int cases = 100) =>
        property.Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(cases));
}
