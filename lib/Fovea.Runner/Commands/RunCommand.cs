using System.CommandLine;

namespace Fovea.Runner.Commands;

internal static class RunCommand
{
    public static Command Create()
    {
        var notebooks = new Argument<string[]>("notebooks") { Description = "Notebooks by name or file; all where none is named." };
        var command = new DocumentedCommand("run", "Run notebooks and export what they show.", """
            Examples:
              lib/fovea run
            """) { notebooks };
        command.SetAction(_ =>
        {
            Console.Error.WriteLine("fovea: no notebook is there yet");
            return ExitCode.BadInput;
        });
        return command;
    }
}
