using System.Reflection;
using Hivemind.Tenancy.AspNetCore.Tests;

namespace Hivemind.Tenancy.ApiClient.Tests;

public sealed class TenantApiClientTests
{
    [Fact]
    public async Task Every_operation_round_trips()
    {
        await using ClientHost host = await ClientHost.StartAsync();
        ITenantApiClient client = host.For(ApiTestHost.Admin);
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;

        TenantResource tenant = await TenantStory.CreateAsync(client, cancellationToken);
        await TenantStory.ReadAsync(client, tenant, cancellationToken);
        await TenantStory.ChangeAsync(client, tenant, cancellationToken);
        await NamespaceStory.RunAsync(client, tenant.Id, cancellationToken);
        await QuotaStory.RunAsync(client, tenant.Id, cancellationToken);
        await AllocationStory.RunAsync(client, tenant.Id, cancellationToken);
        await StatementStory.RunAsync(client, tenant, cancellationToken);
        await IsolationStory.RunAsync(client, tenant.Id, cancellationToken);
        await RoleStory.RunAsync(client, tenant.Id, cancellationToken);
        await BindingStory.RunAsync(client, tenant.Id, cancellationToken);
        await PlanStory.RunAsync(client, cancellationToken);
        await TenantStory.SuspendAndResumeAsync(client, tenant.Id, cancellationToken);
        await EventStory.RunAsync(client, tenant.Id, cancellationToken);
        await AppStory.RunAsync(client, tenant.Id, cancellationToken);
        await TenantStory.DeleteAsync(client, tenant.Id, cancellationToken);
        await TenantStory.FinishDeletionAsync(client, cancellationToken);

        host.Calls.Succeeded.Should().BeEquivalentTo(host.Calls.Documented, "none is left out");
    }

    [Fact]
    public void Client_has_a_method_for_each_operation_and_no_other()
    {
        using DocumentedCalls calls = new();

        IEnumerable<string> methods = typeof(ITenantApiClient).GetMethods(BindingFlags.Public | BindingFlags.Instance).Select(m => m.Name).Distinct();

        methods.Should().BeEquivalentTo(calls.Documented.Select(id => $"{char.ToUpperInvariant(id[0])}{id[1..]}Async")).And.HaveCountGreaterThan(30);
    }
}
