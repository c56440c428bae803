namespace Fovea.Tests.Engine;

/// <summary>
/// Tests that read the process's memory, keep its collector busy, or change or watch what all threads share run when no other test does.
/// </summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public class Alone;
