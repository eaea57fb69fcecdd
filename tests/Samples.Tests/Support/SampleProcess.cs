using System.Diagnostics;

namespace Samples.Tests;

/// <summary>Runs a sample as a process of its own, the way its user does.</summary>
internal static class SampleProcess
{
    public static async Task<RunResult> RunAsync(string sample, params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", ["exec", SampleProgram.PathOf(sample), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["GITHUB_ACTIONS"] = "true"; // there Spectre.Console writes colours even to a pipe, unless told not to
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new RunResult(process.ExitCode, await output, await error);
    }
}
