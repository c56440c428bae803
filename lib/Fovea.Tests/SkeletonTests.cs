namespace Fovea.Tests;

public class SkeletonTests
{
    [Fact]
    public void Builds() => Assert.Equal(4, 2 + 2);
}
