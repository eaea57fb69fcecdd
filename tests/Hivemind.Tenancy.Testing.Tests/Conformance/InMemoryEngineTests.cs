namespace Hivemind.Tenancy.Testing.Tests;

/// <summary>The engine in memory keeps its own contract.</summary>
public sealed class InMemoryEngineTests
{
    public static TheoryData<string> Cases => [.. WorkloadEngineConformance.Cases.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Engine_in_memory_keeps_the_contract(string name) =>
        WorkloadEngineConformance.RunAsync(name, _ => new(BrokenEngines.Create(engine => engine)), TestContext.Current.CancellationToken);
}
