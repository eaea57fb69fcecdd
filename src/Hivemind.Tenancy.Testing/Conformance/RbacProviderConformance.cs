namespace Hivemind.Tenancy.Testing;

/// <summary>What every <see cref="IRbacProvider"/> must do, one that can only be read included.</summary>
public static class RbacProviderConformance
{
    /// <summary>All cases, each of which runs by itself.</summary>
    public static IReadOnlyList<ConformanceCase<RbacProviderHarness>> Cases { get; } = ConformanceSuite.Of<RbacProviderHarness, RbacProviderCases>();

    /// <summary>Runs the case of that name.</summary>
    /// <param name="caseName">A <see cref="ConformanceCase{THarness}.Name"/> of <see cref="Cases"/>.</param>
    /// <param name="createHarness">Makes a harness over a provider that grants nothing. Called once.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    /// <exception cref="ArgumentException">There is no such case.</exception>
    /// <exception cref="ConformanceException">The contract is not kept.</exception>
    public static Task RunAsync(
        string caseName, Func<CancellationToken, ValueTask<RbacProviderHarness>> createHarness, CancellationToken cancellationToken = default) =>
        ConformanceSuite.RunAsync(Cases, caseName, createHarness, cancellationToken);
}
