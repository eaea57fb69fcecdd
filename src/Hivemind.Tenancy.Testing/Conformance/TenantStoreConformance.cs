namespace Hivemind.Tenancy.Testing;

/// <summary>What every <see cref="ITenantStore"/> must do, the reference in memory and any other alike.</summary>
/// <example>With xunit:<code>
/// public static TheoryData&lt;string&gt; Cases => [.. TenantStoreConformance.Cases.Select(c => c.Name)];
///
/// [Theory, MemberData(nameof(Cases))]
/// public Task Store_keeps_the_contract(string name) => TenantStoreConformance.RunAsync(name, CreateAsync);
/// </code></example>
public static class TenantStoreConformance
{
    /// <summary>All cases, each of which runs by itself.</summary>
    public static IReadOnlyList<ConformanceCase<TenantStoreHarness>> Cases { get; } = ConformanceSuite.Of<TenantStoreHarness, StoreCases>();

    /// <summary>Runs the case of that name.</summary>
    /// <param name="caseName">A <see cref="ConformanceCase{THarness}.Name"/> of <see cref="Cases"/>.</param>
    /// <param name="createHarness">Makes a harness over an empty store. Called once.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    /// <exception cref="ArgumentException">There is no such case.</exception>
    /// <exception cref="ConformanceException">The contract is not kept.</exception>
    public static Task RunAsync(
        string caseName, Func<CancellationToken, ValueTask<TenantStoreHarness>> createHarness, CancellationToken cancellationToken = default) =>
        ConformanceSuite.RunAsync(Cases, caseName, createHarness, cancellationToken);
}
