using Fovea.Host;
using Fovea.Hosting;

// Started by the runner alone, with the name of the pipe on which it sends the plan and reads events.
ProcessGroup.Lead();
NativeStreams.BufferLines();
var pipe = new EventPipe(args[0]);
var plan = pipe.ReadPlan();
Displays.Connect(pipe, plan);
Console.SetIn(TextReader.Null);
Console.SetOut(TextWriter.Synchronized(new ConsoleCapture(pipe, "stdout")));
Console.SetError(TextWriter.Synchronized(new ConsoleCapture(pipe, "stderr")));
if (plan.CheckOnly)
    NotebookChecker.Check(plan, pipe);
else
    await new NotebookExecutor(plan, pipe, endOfCellToken: args[0]).RunAsync();
