using System.Globalization;

namespace Hivemind.Tenancy.ApiClient.Tests;

internal static class AllocationStory
{
    // What has to be escaped in a path.
    private const string Id = "pod/web 1?";

    public static async Task RunAsync(ITenantApiClient client, string tenantId, CancellationToken cancellationToken)
    {
        AllocationResource held = await client.CreateAllocationAsync(
            tenantId,
            new CreateAllocationRequest { Id = Id, Amounts = new AmountsDocument { Cpu = 0.25m, Containers = 1 }, Source = "engine-1", Lease_seconds = 60 },
            "reserve-web",
            cancellationToken);
        LeaseResource lease = await client.RenewAllocationAsync(tenantId, Id, new RenewRequest { Lease_seconds = 3600 }, cancellationToken);
        await client.CommitAllocationAsync(tenantId, Id, cancellationToken);
        await client.ResizeAllocationAsync(tenantId, Id, new ResizeRequest { Amounts = new AmountsDocument { Cpu = 1.5m, Containers = 1 } }, cancellationToken);
        AllocationPage page = await client.ListAllocationsAsync(tenantId, source: "engine-1", cancellationToken: cancellationToken);
        await client.ReleaseAllocationAsync(tenantId, Id, Number(held.Admission + 1), cancellationToken);
        AllocationPage kept = await client.ListAllocationsAsync(tenantId, cancellationToken: cancellationToken);
        await client.ReleaseAllocationAsync(tenantId, Id, Number(held.Admission), cancellationToken);
        AllocationPage none = await client.ListAllocationsAsync(tenantId, cancellationToken: cancellationToken);

        held.Should().BeEquivalentTo(new { Id, State = AllocationState.Held, Source = "engine-1", Amounts = new { Cpu = 0.25m, Containers = 1L } });
        lease.Expires_at.Should().BeAfter(held.Expires_at!.Value);
        page.Allocations.Should().ContainSingle().Which.Should().BeEquivalentTo(
            new { Id, State = AllocationState.Committed, Amounts = new { Cpu = 1.5m }, Expires_at = (DateTimeOffset?)null });
        page.Allocations[0].Change.Should().BeGreaterThan(held.Admission);
        kept.Allocations.Should().ContainSingle().Which.Admission.Should().Be(held.Admission);
        none.Allocations.Should().BeEmpty();
    }

    private static string Number(long admission) => admission.ToString(CultureInfo.InvariantCulture);
}
