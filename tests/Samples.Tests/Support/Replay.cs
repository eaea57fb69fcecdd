using TraceReplay;

namespace Samples.Tests;

/// <summary>Runs TraceReplay within this process.</summary>
internal static class Replay
{
    public static async Task<RunResult> RunAsync(params string[] arguments)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        int exitCode = await Program.RunAsync(arguments, output, error, TestContext.Current.CancellationToken);
        return new RunResult(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>Replays a log that is expected to be fine.</summary>
    public static async Task<Outcome> LogAsync(string log, params string[] options)
    {
        using TempFile file = new(log);
        return await FileAsync(file.Path, options);
    }

    /// <summary>Replays a file that is expected to be fine.</summary>
    public static async Task<Outcome> FileAsync(string path, params string[] options)
    {
        RunResult result = await RunAsync([path, "--json", .. options]);
        result.ExitCode.Should().Be(0);
        Outcome outcome = Outcome.Parse(result.Output);
        bool hasJobs = outcome.Totals.Admitted + outcome.Totals.Refused + outcome.Totals.Skipped > 0;
        result.Error.Should().Be(hasJobs ? string.Empty : $"{path}: there are no jobs in it.{Environment.NewLine}");
        return outcome;
    }
}
