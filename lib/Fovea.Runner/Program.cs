using System.CommandLine;
using Fovea.Runner.Commands;

var parsed = FoveaCommand.Create().Parse(args);
// After Ctrl-C there is still something to do: end the notebooks' processes and export what they have shown.
if (parsed.Errors.Count == 0)
    return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });

foreach (var error in parsed.Errors)
    Console.Error.WriteLine($"fovea: {error.Message}");
Console.Error.WriteLine("fovea: --help says what there is");
return ExitCode.BadInput;
