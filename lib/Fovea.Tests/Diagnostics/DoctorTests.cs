using Fovea.Diagnostics;
using Fovea.Runner.Commands;

namespace Fovea.Tests.Diagnostics;

public class DoctorTests
{
    [Fact]
    public void Every_check_has_a_name_of_its_own_a_finding_and_where_it_is_not_ok_a_remedy()
    {
        var checks = Doctor.Checks().ToList();

        Assert.Equal(checks.Count, checks.Select(c => c.Name).Distinct().Count());
        Assert.All(checks, c => Assert.DoesNotContain('\n', c.Finding));
        Assert.All(checks, c => Assert.NotEqual("", c.Finding));
        Assert.All(checks, c => Assert.Equal(c.Status == CheckStatus.Ok, c.Remedy is null));
    }

    [Fact]
    public void A_check_that_throws_is_a_failed_check()
    {
        var check = Doctor.Make("codec", _ => throw new TypeInitializationException("Codec", new DllNotFoundException("no turbojpeg\nat all")));

        Assert.Equal(("codec", CheckStatus.Fail, "DllNotFoundException: no turbojpeg"), (check.Name, check.Status, check.Finding));
        Assert.NotNull(check.Remedy);
    }

    [Fact]
    public void One_line_a_check_in_columns_with_the_remedy_where_there_is_one()
    {
        var output = new StringWriter();

        var exitCode = DoctorCommand.Print(
            [
                new Check("SDK", CheckStatus.Ok, "10.0"),
                new Check("BLAS", CheckStatus.Warn, "slow", "install a better one"),
                new Check("libtorch", CheckStatus.Fail, "none", "install it"),
            ],
            output, colour: false);

        Assert.Equal(
            """
            SDK       ok    10.0
            BLAS      warn  slow -> install a better one
            libtorch  FAIL  none -> install it

            """, output.ToString());
        Assert.Equal(ExitCode.Failed, exitCode);
    }

    [Fact]
    public void A_warning_is_no_failure()
    {
        Assert.Equal(ExitCode.Fine, DoctorCommand.Print([new Check("BLAS", CheckStatus.Warn, "slow", "")], TextWriter.Null, colour: false));
    }

    [Fact]
    public void Only_a_terminal_gets_colour()
    {
        var output = new StringWriter();

        DoctorCommand.Print([new Check("SDK", CheckStatus.Ok, "10.0")], output, colour: true);

        Assert.Equal("SDK       \e[32mok  \e[0m  10.0\n", output.ToString());
    }

    [Theory]
    [InlineData("/usr/lib/x86_64-linux-gnu/openblas-pthread/libblas.so.3", "OpenBLAS", false)]
    [InlineData("/opt/torch.libs/libopenblasp-r0-f650aae0.3.3.so", "OpenBLAS", false)]
    [InlineData("/opt/intel/libmkl_core.so.2", "MKL", false)]
    [InlineData("/usr/lib/x86_64-linux-gnu/blas/libblas.so.3.11.0", "the reference BLAS", true)]
    [InlineData("/opt/torch/lib/libtorch_cpu.so", "the BLAS inside libtorch", false)]
    [InlineData("/home/openblas/notes.txt", "the BLAS inside libtorch", false)]
    public void The_blas_is_told_by_the_file_that_was_loaded(string file, string name, bool isReference)
    {
        var blas = BlasLibrary.Find(["/usr/bin/dotnet", file]);

        Assert.Equal((name, isReference), (blas.Name, blas.IsReference));
    }
}
