using Spectre.Console;

namespace TraceReplay;

/// <summary>Spectre.Console over a writer: in colour on a terminal, plain text anywhere else.</summary>
internal static class Terminal
{
    /// <summary>Wide enough for a row of the longest names, where no terminal says how wide it is.</summary>
    private const int RedirectedWidth = 160;

    public static IAnsiConsole Open(TextWriter writer)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
        if (!console.Profile.Out.IsTerminal)
        {
            console.Profile.Width = RedirectedWidth;
            console.Profile.Capabilities.Ansi = false; // some build servers ask for colours, but a file or pipe does not
            console.Profile.Capabilities.Interactive = false;
        }

        return console;
    }

    /// <summary>Runs work under a progress bar if there is a terminal to draw it on; it disappears at the end.</summary>
    public static async Task<T> WithProgressAsync<T>(TextWriter writer, string title, int steps, Func<Action<int>?, Task<T>> work)
    {
        IAnsiConsole console = Open(writer);
        if (!console.Profile.Capabilities.Interactive)
        {
            return await work(null);
        }

        return await console.Progress().AutoClear(true).StartAsync(context =>
        {
            ProgressTask task = context.AddTask(title, maxValue: Math.Max(1, steps));
            return work(done => task.Value = done);
        });
    }
}
