using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.Testing;

/// <summary>What every <see cref="IWorkloadEngine"/> must do, the one in memory and any other alike.</summary>
/// <example>With xunit:<code>
/// public static TheoryData&lt;string&gt; Cases => [.. WorkloadEngineConformance.Cases.Select(c => c.Name)];
///
/// [Theory, MemberData(nameof(Cases))]
/// public Task Engine_keeps_the_contract(string name) => WorkloadEngineConformance.RunAsync(name, CreateAsync);
/// </code></example>
public static class WorkloadEngineConformance
{
    /// <summary>All cases, each of which runs by itself.</summary>
    public static IReadOnlyList<ConformanceCase<WorkloadEngineHarness>> Cases { get; } = ConformanceSuite.Of<WorkloadEngineHarness, WorkloadCases>();

    /// <summary>Runs the case of that name.</summary>
    /// <param name="caseName">A <see cref="ConformanceCase{THarness}.Name"/> of <see cref="Cases"/>.</param>
    /// <param name="createHarness">Makes a harness over an engine that has no apps. Called once.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    /// <exception cref="ArgumentException">There is no such case.</exception>
    /// <exception cref="ConformanceException">The contract is not kept.</exception>
    public static Task RunAsync(
        string caseName, Func<CancellationToken, ValueTask<WorkloadEngineHarness>> createHarness, CancellationToken cancellationToken = default) =>
        ConformanceSuite.RunAsync(Cases, caseName, createHarness, cancellationToken);
}
