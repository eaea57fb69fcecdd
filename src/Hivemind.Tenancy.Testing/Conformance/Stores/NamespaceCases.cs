namespace Hivemind.Tenancy.Testing;

/// <summary>Allocations that stand in a namespace of their tenant, and deletions that want an idle tenant.</summary>
internal sealed class NamespaceCases : StoreCases
{
    public async Task AreKeptWithTheAllocationAndItsLabels()
    {
        await AddAsync(NewTenant() with { Namespaces = ["batch", "web"] });
        AdmissionRequest request = Request("a", Containers(1)) with
        {
            Namespace = "web",
            Labels = new Dictionary<string, string> { ["app"] = "shop", ["Größe"] = "" },
        };
        await Store.AdmitAsync(request, Cancellation);
        await HoldAsync("b", Containers(1));
        Allocation kept = await AllocationAsync("a");
        Expect.Equal("web", kept.Namespace);
        Expect.Equal(request.Labels, kept.Labels);
        Expect.Null((await AllocationAsync("b")).Namespace);
        Expect.Sequence(["a"], (await Store.ListAllocationsAsync(Acme, new AllocationQuery { Namespace = "web" }, Cancellation)).Select(a => a.Id));
        Expect.Sequence([], await Store.ListAllocationsAsync(Acme, new AllocationQuery { Namespace = "batch" }, Cancellation));
    }

    public async Task MustBelongToTheTenantInTheStep()
    {
        Tenant tenant = await AddAsync(NewTenant() with { Namespaces = ["web"] });
        await AddAsync(NewTenant("umbrella") with { Namespaces = ["lab"] });
        foreach (string foreign in new[] { "lab", "none" })
        {
            await Expect.ThrowsAsync<ArgumentException>(async () => await Store.AdmitAsync(Request("a", Containers(1)) with { Namespace = foreign }, Cancellation));
        }

        await ChangeAsync(tenant, t => t with { Namespaces = [] });
        await Expect.ThrowsAsync<ArgumentException>(async () => await Second.AdmitAsync(Request("a", Containers(1)) with { Namespace = "web" }, Cancellation));
        Expect.Equal(0, await TotalAsync());
    }

    public async Task CannotBeTakenAwayWhileAllocationsNameThem()
    {
        Tenant tenant = await AddAsync(NewTenant() with { Namespaces = ["batch", "web"] });
        await Store.AdmitAsync(Request("a", Containers(1)) with { Namespace = "web" }, Cancellation);
        TenantInUseException refusal = await Expect.ThrowsAsync<TenantInUseException>(async () => await ChangeAsync(tenant, t => t with { Namespaces = ["batch"] }));
        Expect.Equal("web", refusal.NamespaceName);
        tenant = await ChangeAsync(tenant, t => t with { Namespaces = ["web"] });
        await ChangeAsync(tenant, t => t with { Namespaces = [] }, Now + Lease);
        Expect.Equal(0, await TotalAsync(Now + Lease), "the hold had ended");
    }

    public async Task ADeletionMayAskForAnIdleTenant()
    {
        Tenant tenant = await AddAsync();
        await HoldAsync("held", Containers(1));
        await CommittedAsync("a", Containers(1));
        Tenant terminating = tenant with { Status = TenantStatus.Terminating, Version = tenant.Version + 1 };
        TenantInUseException refusal = await Expect.ThrowsAsync<TenantInUseException>(
            async () => await At().UpdateAsync(terminating, tenant.Version, onlyIfIdle: true, Updated(tenant, terminating), Cancellation));
        Expect.Null(refusal.NamespaceName);
        Expect.Equal(TenantStatus.Active, (await Store.FindLatestAsync(Acme, Cancellation))!.Status);
        await At().ReleaseAsync(Acme, "a", null, onlyHeld: false, Cancellation);
        ReconciliationMark mark = (await At().ReadMarksAsync([Acme], Cancellation)).Single();
        await At().ReconcileAsync(
            new AllocationObservation("engine-1", mark, [new ObservedAllocation("stray", Containers(1))]),
            new AllocationsReconciled { OccurredAt = Now, TenantId = Acme, Source = "engine-1" },
            Cancellation);
        await Expect.ThrowsAsync<TenantInUseException>(
            async () => await At().UpdateAsync(terminating, tenant.Version, onlyIfIdle: true, Updated(tenant, terminating), Cancellation), "a stray runs");
        await At().ReleaseAsync(Acme, "stray", null, onlyHeld: false, Cancellation);
        await At().UpdateAsync(terminating, tenant.Version, onlyIfIdle: true, Updated(tenant, terminating), Cancellation);
        await Expect.ThrowsAsync<TenantNotActiveException>(async () => await At().CommitAsync(Acme, "held", null, Cancellation));
    }
}
