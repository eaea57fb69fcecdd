using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;

namespace Hivemind.Tenancy.Benchmarks;

/// <summary>
/// How BenchmarkDotNet measures. Every round is a job of its own: BenchmarkDotNet runs parameters, then jobs, then methods, so
/// within a round the bare primitive and ours run right after each other, and the next round begins with the bare one again.
/// What else happens on the machine meets both; a ratio is taken within a round, and the median over the rounds counts.
/// </summary>
internal static class Rounds
{
    private const int WarmUpIterations = 10;
    private const int Iterations = 80;

    /// <summary>Enough that what the runtime allocates beside them comes to nothing for one operation.</summary>
    private const int MemoryInvocations = 64;

    public static IConfig Timing(int rounds) =>
        Config().AddJob(Enumerable.Range(1, rounds).Select(i => Round($"round-{i}")).ToArray());

    public static IConfig Memory() => Config().AddJob(Round("memory").WithInvocationCount(MemoryInvocations).WithIterationCount(1)).AddDiagnoser(MemoryDiagnoser.Default);

    private static ManualConfig Config() => ManualConfig.CreateEmpty()
        .WithOptions(ConfigOptions.DisableLogFile)
        .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "Hivemind.Tenancy.Benchmarks"))
        .AddColumnProvider(DefaultColumnProviders.Instance)
        .AddLogger(NullLogger.Instance);

    /// <summary>No collection is forced between iterations: a full one over a million tenants takes longer than all iterations.</summary>
    private static Job Round(string id) => new Job(id)
        .WithToolchain(new InProcessNoEmitToolchain(TimeSpan.FromMinutes(10), logOutput: false))
        .WithStrategy(RunStrategy.Throughput)
        .WithInvocationCount(1)
        .WithUnrollFactor(1)
        .WithWarmupCount(WarmUpIterations)
        .WithIterationCount(Iterations)
        .WithEvaluateOverhead(false)
        .WithGcForce(false);
}
