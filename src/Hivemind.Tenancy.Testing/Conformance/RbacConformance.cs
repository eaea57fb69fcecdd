namespace Hivemind.Tenancy.Testing;

/// <summary>What every <see cref="IRbacAdministrator"/> must do; the cases of <see cref="RbacProviderConformance"/> are among them.</summary>
public static class RbacConformance
{
    /// <summary>All cases, each of which runs by itself.</summary>
    public static IReadOnlyList<ConformanceCase<RbacHarness>> Cases { get; } =
        Array.AsReadOnly<ConformanceCase<RbacHarness>>(
        [
            .. RbacProviderConformance.Cases.Select(c => new ConformanceCase<RbacHarness>(c.Name, (harness, cancellationToken) => c.RunOnAsync(AsProvider(harness), cancellationToken))),
            .. ConformanceSuite.Of<RbacHarness, RbacCases>(),
        ]);

    /// <summary>Runs the case of that name.</summary>
    /// <param name="caseName">A <see cref="ConformanceCase{THarness}.Name"/> of <see cref="Cases"/>.</param>
    /// <param name="createHarness">Makes a harness over an empty provider. Called once.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    /// <exception cref="ArgumentException">There is no such case.</exception>
    /// <exception cref="ConformanceException">The contract is not kept.</exception>
    public static Task RunAsync(
        string caseName, Func<CancellationToken, ValueTask<RbacHarness>> createHarness, CancellationToken cancellationToken = default) =>
        ConformanceSuite.RunAsync(Cases, caseName, createHarness, cancellationToken);

    /// <summary>The two questions, answered out of what is written for them.</summary>
    private static RbacProviderHarness AsProvider(RbacHarness harness) =>
        new(harness.SecondHost, (userId, role, scope, cancellationToken) => RbacCases.GrantAsync(harness, userId, role, scope, cancellationToken))
        {
            BreakAsync = harness.BreakAsync,
        };
}
