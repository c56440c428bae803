using Fovea.Runner.Commands;

var parsed = FoveaCommand.Create().Parse(args);
if (parsed.Errors.Count == 0)
    return await parsed.InvokeAsync();

foreach (var error in parsed.Errors)
    Console.Error.WriteLine($"fovea: {error.Message}");
Console.Error.WriteLine("fovea: --help says what there is");
return ExitCode.BadInput;
