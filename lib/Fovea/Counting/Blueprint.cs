using static TorchSharp.torch;

namespace Fovea.Counting;

/// <summary>Models that are shapes alone, which is enough to count them.</summary>
public static class Blueprint
{
    /// <summary>Builds a model whose tensors have no values: what takes seconds and gigabytes with them is then done at once.</summary>
    /// <remarks>While it builds, the default device is another: build nothing else on other threads meanwhile.</remarks>
    public static T Of<T>(Func<T> build) where T : nn.Module
    {
        var device = get_default_device();
        set_default_device(META);
        try
        {
            return build();
        }
        finally
        {
            set_default_device(device);
        }
    }
}
