using System.CommandLine;
using Fovea.Runner.Notebooks;

namespace Fovea.Runner.Commands;

/// <summary><c>fovea convert</c>: a notebook in the other format.</summary>
internal static class ConvertCommand
{
    private static readonly Argument<string> From = new("from") { Description = "The notebook, .dib or .ipynb" };
    private static readonly Argument<string> To = new("to") { Description = "The file to write, .dib or .ipynb" };
    private static readonly Option<bool> Force = new("--force") { Description = "Replace the file where it is there" };

    public static Command Create()
    {
        var command = new DocumentedCommand("convert", "Convert a notebook between .dib and .ipynb.", """
            Neither the outputs nor the empty cells of an .ipynb go into a .dib.

            Exit codes: 0 fine, 2 bad usage or input; nothing is written then.

            Examples:
              lib/fovea convert notebooks/00-start.dib 00-start.ipynb
              lib/fovea convert 00-start.ipynb 00-start.dib --force
            """) { From, To, Force };
        command.SetAction(parsed => Convert(parsed.GetValue(From)!, parsed.GetValue(To)!, parsed.GetValue(Force)));
        return command;
    }

    private static int Convert(string from, string to, bool force)
    {
        try
        {
            if (File.Exists(to) && !force)
                throw new UsageException($"{to} is there already: --force replaces it");
            NotebookFile.Save(NotebookFile.Load(from), to);
            return ExitCode.Fine;
        }
        catch (Exception e) when (e is UsageException or FormatException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine("fovea: " + e.Message);
            return ExitCode.BadInput;
        }
    }
}
