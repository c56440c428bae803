namespace Fovea.Training.Checkpoints;

/// <summary>A checkpoint cannot be read, written or applied: the message names the file, what was expected and what was found.</summary>
public sealed class CheckpointException(string message, Exception? inner = null) : IOException(message, inner);
