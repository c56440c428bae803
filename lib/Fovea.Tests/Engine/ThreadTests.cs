using System.Runtime.InteropServices;
using TorchSharp.Native;
using static TorchSharp.torch;

namespace Fovea.Tests.Engine;

public class ThreadTests
{
    [Fact]
    public void The_number_of_threads_stays_as_set_when_further_native_functions_are_bound()
    {
        var before = get_num_threads();
        try
        {
            set_num_threads(1);
            Marshal.PrelinkAll(typeof(NativeMethods));
            Assert.Equal(1, get_num_threads());
        }
        finally
        {
            set_num_threads(before);
        }
    }
}
