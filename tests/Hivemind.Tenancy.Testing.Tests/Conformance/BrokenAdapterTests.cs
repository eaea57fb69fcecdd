namespace Hivemind.Tenancy.Testing.Tests;

/// <summary>A suite is worth what it catches: each fault is found, and the case that finds it says so.</summary>
public sealed class BrokenAdapterTests
{
    public static TheoryData<string> StoreFaults => [.. BrokenStores.All.Select(b => b.Fault)];

    public static TheoryData<string> RbacFaults => [.. BrokenProviders.All.Select(b => b.Fault)];

    public static TheoryData<string> EngineFaults => [.. BrokenEngines.All.Select(b => b.Fault)];

    [Theory]
    [MemberData(nameof(StoreFaults))]
    public async Task Fault_of_a_store_is_caught(string fault)
    {
        Broken<TenantStoreHarness> broken = BrokenStores.All.Single(b => b.Fault == fault);

        Func<Task> run = () => TenantStoreConformance.RunAsync(broken.CaughtBy, _ => new(broken.Create()), TestContext.Current.CancellationToken);

        (await run.Should().ThrowAsync<ConformanceException>()).WithMessage(broken.CaughtBy + ": expected *");
    }

    [Theory]
    [MemberData(nameof(RbacFaults))]
    public async Task Fault_of_a_provider_is_caught(string fault)
    {
        Broken<RbacHarness> broken = BrokenProviders.All.Single(b => b.Fault == fault);

        Func<Task> run = () => RbacConformance.RunAsync(broken.CaughtBy, _ => new(broken.Create()), TestContext.Current.CancellationToken);

        (await run.Should().ThrowAsync<ConformanceException>()).WithMessage(broken.CaughtBy + ": expected *");
    }

    [Theory]
    [MemberData(nameof(EngineFaults))]
    public async Task Fault_of_an_engine_is_caught(string fault)
    {
        Broken<WorkloadEngineHarness> broken = BrokenEngines.All.Single(b => b.Fault == fault);

        Func<Task> run = () => WorkloadEngineConformance.RunAsync(broken.CaughtBy, _ => new(broken.Create()), TestContext.Current.CancellationToken);

        (await run.Should().ThrowAsync<ConformanceException>()).WithMessage(broken.CaughtBy + ": expected *");
    }

    [Fact]
    public void Every_case_about_an_engine_catches_a_fault() =>
        BrokenEngines.All.Select(b => b.CaughtBy).Distinct().Should().BeEquivalentTo(WorkloadEngineConformance.Cases.Select(c => c.Name));
}
