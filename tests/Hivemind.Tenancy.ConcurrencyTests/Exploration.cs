using System.Globalization;
using Microsoft.Coyote;
using Microsoft.Coyote.Logging;
using Microsoft.Coyote.SystematicTesting;

namespace Hivemind.Tenancy.ConcurrencyTests;

/// <summary>
/// Runs a piece of concurrent code under many schedules, each chosen by a seeded generator, and fails with what is
/// needed to run a failing schedule again.
/// </summary>
/// <remarks>
/// <c>HIVEMIND_SCHEDULE_SEED</c> sets the seed (otherwise a new one each run), <c>HIVEMIND_SCHEDULES</c> the number of
/// schedules, and <c>HIVEMIND_SCHEDULE_TRACE</c> names a file with a trace to follow instead of exploring.
/// With <c>HIVEMIND_SCHEDULE_MEMORY=1</c> tasks are interleaved at each access to a field or array, too, not only at locks,
/// atomic operations and collections: what is found that way needs many more schedules.
/// </remarks>
internal static class Exploration
{
    private const uint DefaultSchedules = 75;

    /// <summary>Fails if any explored schedule makes <paramref name="test"/> throw, deadlock or never end.</summary>
    public static void Explore(Func<Task> test, uint schedules = DefaultSchedules)
    {
        var result = Run(test, schedules);
        if (result.Failure is null)
        {
            return;
        }

        if (result.Trace.Length == 0)
        {
            Assert.Fail(result.Failure); // it was such a trace that was followed
        }

        var trace = Path.Combine(AppContext.BaseDirectory, "schedules", $"{result.Seed}.trace");
        Directory.CreateDirectory(Path.GetDirectoryName(trace)!);
        File.WriteAllText(trace, result.Trace);
        Assert.Fail(
            $"{result.Failure}{Environment.NewLine}" +
            $"Explore the same schedules again with HIVEMIND_SCHEDULE_SEED={result.Seed}, " +
            $"or run only the failing one with HIVEMIND_SCHEDULE_TRACE={trace}, and --filter-method for this test.");
    }

    /// <summary>Explores and returns the outcome: the first failure, or none.</summary>
    public static ExplorationResult Run(Func<Task> test, uint schedules = DefaultSchedules)
    {
        var seed = Number("HIVEMIND_SCHEDULE_SEED") ?? (uint)Random.Shared.Next();
        var configuration = Configuration.Create()
            .WithTestingIterations(Number("HIVEMIND_SCHEDULES") ?? schedules)
            .WithRandomGeneratorSeed(seed)
            .WithMaxSchedulingSteps(20_000)
            .WithFailureOnMaxStepsBoundEnabled(true) // it would never end
            .WithPartiallyControlledConcurrencyAllowed(false) // a task that the tester does not know is an error of the test
            .WithMemoryAccessRaceCheckingEnabled(Environment.GetEnvironmentVariable("HIVEMIND_SCHEDULE_MEMORY") == "1")
            .WithDeadlockTimeout(240_000) // milliseconds without a step, which a slow machine may need; real deadlocks are seen at once
            .WithTraceAnalysisEnabled(false)
            .WithVerbosityEnabled(VerbosityLevel.None)
            .WithTelemetryEnabled(false);

        if (Environment.GetEnvironmentVariable("HIVEMIND_SCHEDULE_TRACE") is { Length: > 0 } path)
        {
            configuration = configuration.WithReproducibleTrace(File.ReadAllText(path));
        }

        using var engine = TestingEngine.Create(configuration, test);
        engine.Run();

        return new ExplorationResult(seed, engine.TestReport.BugReports.FirstOrDefault(), engine.ReproducibleTrace);
    }

    private static uint? Number(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? uint.Parse(text, CultureInfo.InvariantCulture) : null;
}
