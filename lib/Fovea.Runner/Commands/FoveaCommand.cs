using System.CommandLine;
using System.CommandLine.Help;

namespace Fovea.Runner.Commands;

/// <summary>The command line. <c>lib/fovea --help</c> is the overview; each command is described in a file of its own.</summary>
internal static class FoveaCommand
{
    public static Command Create()
    {
        var fovea = new Command("fovea", "Five vision papers on spending compute where it matters.")
        {
            new HelpOption { Action = new HelpWithExamples() },
            new VersionOption(),
            RunCommand.Create(),
            CheckCommand.Create(),
            ConvertCommand.Create(),
            EvalCommand.Create(),
            ResultsCommand.Create(),
            VerifyCommand.Create(),
            DataCommand.Create(),
            SampleCommand.Create(),
            TrainCommand.Create(),
            DoctorCommand.Create(),
            BenchCommand.Create(),
        };
        fovea.SetAction(parsed => new HelpAction().Invoke(parsed));
        return fovea;
    }
}
