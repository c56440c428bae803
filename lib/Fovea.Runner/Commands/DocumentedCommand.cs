using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Fovea.Runner.Commands;

/// <summary>A command whose help says more than one line.</summary>
/// <param name="more">Exit codes and examples, after the options.</param>
internal sealed class DocumentedCommand(string name, string description, string more) : Command(name, description)
{
    public string More => more;
}

/// <summary>The library's help, then what a <see cref="DocumentedCommand"/> adds.</summary>
internal sealed class HelpWithExamples : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var exitCode = new HelpAction().Invoke(parseResult);
        if (parseResult.CommandResult.Command is DocumentedCommand { More: var more })
            parseResult.InvocationConfiguration.Output.WriteLine(more);
        return exitCode;
    }
}
