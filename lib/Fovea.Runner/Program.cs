using System.CommandLine;
using Fovea.Runner.Commands;

var fovea = new RootCommand("Five vision papers on spending compute where it matters.")
{
    RunCommand.Create(),
    CheckCommand.Create(),
    ConvertCommand.Create(),
};
var parsed = fovea.Parse(args);
// After Ctrl-C there is still something to do: end the children and export what they have shown.
var exitCode = await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
return parsed.Errors.Count > 0 ? ExitCode.BadInput : exitCode;
