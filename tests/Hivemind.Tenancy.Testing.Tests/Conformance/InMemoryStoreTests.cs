namespace Hivemind.Tenancy.Testing.Tests;

/// <summary>The reference keeps its own contract.</summary>
public sealed class InMemoryStoreTests
{
    public static TheoryData<string> Cases => [.. TenantStoreConformance.Cases.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Store_in_memory_keeps_the_contract(string name) =>
        TenantStoreConformance.RunAsync(name, Memory.CreateStoreAsync, TestContext.Current.CancellationToken);
}
