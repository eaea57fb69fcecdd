namespace Hivemind.Tenancy.Testing.Tests;

/// <summary>The reference keeps its own contract, with a store that it shares and without.</summary>
public sealed class InMemoryRbacTests
{
    public static TheoryData<string> Cases => [.. RbacConformance.Cases.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Provider_in_memory_keeps_the_contract(string name) =>
        RbacConformance.RunAsync(name, Memory.CreateRbacAsync, TestContext.Current.CancellationToken);

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Provider_beside_a_foreign_store_keeps_the_contract(string name) =>
        RbacConformance.RunAsync(name, Memory.CreateRbacWithoutStoreAsync, TestContext.Current.CancellationToken);
}
