namespace Hivemind.Tenancy.Testing;

/// <summary>Every verb of <see cref="ITenantStore"/>, called so that it would succeed, for cases that are about all of them.</summary>
internal static class StoreVerbs
{
    /// <summary>The verbs by name. They expect the tenants and allocations that <see cref="FailureCases"/> sets up.</summary>
    public static IReadOnlyList<(string Name, Func<ITenantStore, CancellationToken, Task> Call)> All(
        Tenant acme, Tenant terminating, DateTimeOffset now, long heldAdmission)
    {
        TenantId id = acme.Id;
        Tenant other = acme with { Id = TenantId.Parse("new"), Uid = TenantUid.NewUid(), Name = "new" };
        Tenant next = acme with { Version = acme.Version + 1, Description = "changed" };
        ResourceAmounts one = new() { Containers = 1 };
        ConsumptionAmounts tokens = new() { ["tokens"] = 1 };
        TimeSpan lease = TimeSpan.FromHours(1);
        QuotaGrace grace = new(one, now.AddHours(1));
        AllocationObservation observation = new("engine-1", new ReconciliationMark(acme.Id, acme.Uid, 0), [new ObservedAllocation("stray", one)]);
        return
        [
            (nameof(ITenantStore.FindAsync), async (s, c) => await s.FindAsync(id, c)),
            (nameof(ITenantStore.FindLatestAsync), async (s, c) => await s.FindLatestAsync(id, c)),
            (nameof(ITenantStore.FindManyAsync), async (s, c) => await s.FindManyAsync([id], c)),
            (nameof(ITenantStore.FindByNameAsync), async (s, c) => await s.FindByNameAsync(acme.Name, c)),
            (nameof(ITenantStore.FindByNamespaceAsync), async (s, c) => await s.FindByNamespaceAsync("web", c)),
            (nameof(ITenantStore.ListAsync), async (s, c) => await s.ListAsync(new TenantQuery(), c)),
            (nameof(ITenantStore.AddAsync), async (s, c) => await s.AddAsync(other, new TenantCreated { OccurredAt = now, TenantId = other.Id, Tenant = other }, null, c)),
            (nameof(ITenantStore.UpdateAsync), async (s, c) => await s.UpdateAsync(next, acme.Version, onlyIfIdle: false, new TenantUpdated { OccurredAt = now, TenantId = id, Before = acme, After = next }, c)),
            (nameof(ITenantStore.RemoveAsync), async (s, c) => await s.RemoveAsync(
                terminating, terminating.Version, new TenantDeleted { OccurredAt = now, TenantId = terminating.Id, Tenant = terminating }, c)),
            (nameof(ITenantStore.AdmitAsync), async (s, c) => await s.AdmitAsync(new AdmissionRequest(id, "new", one, "", lease), c)),
            (nameof(ITenantStore.CheckAsync), async (s, c) => await s.CheckAsync(id, one, c)),
            (nameof(ITenantStore.CommitAsync), async (s, c) => await s.CommitAsync(id, "held", heldAdmission, c)),
            (nameof(ITenantStore.RenewAsync), async (s, c) => await s.RenewAsync(id, "held", heldAdmission, lease, c)),
            (nameof(ITenantStore.ReleaseAsync), async (s, c) => await s.ReleaseAsync(id, "committed", null, false, c)),
            (nameof(ITenantStore.ReleaseAsync) + " of a hold", async (s, c) => await s.ReleaseAsync(id, "held", heldAdmission, true, c)),
            (nameof(ITenantStore.ResizeAsync), async (s, c) => await s.ResizeAsync(id, "committed", one, c)),
            (nameof(ITenantStore.GrowAsync), async (s, c) => await s.GrowAsync(id, "committed", new ResourceAmounts { Containers = 9 }, lease, c)),
            (nameof(ITenantStore.LowerAsync), async (s, c) => await s.LowerAsync(id, "committed", one, 3, c)),
            (nameof(ITenantStore.ListUsageAsync), async (s, c) => await s.ListUsageAsync(new UsageQuery(), c)),
            (nameof(ITenantStore.ReadMarksAsync), async (s, c) => await s.ReadMarksAsync([id], c)),
            (nameof(ITenantStore.RecomputeAsync), async (s, c) => await s.RecomputeAsync(id, c)),
            (nameof(ITenantStore.GetUsageAsync), async (s, c) => await s.GetUsageAsync(id, c)),
            (nameof(ITenantStore.ListAllocationsAsync), async (s, c) => await s.ListAllocationsAsync(id, new AllocationQuery(), c)),
            (nameof(ITenantStore.SetGraceAsync), async (s, c) => await s.SetGraceAsync(id, grace, expected: null, new GraceGranted { OccurredAt = now, TenantId = id, Grace = grace }, c)),
            (nameof(ITenantStore.ReportAsync), async (s, c) => await s.ReportAsync(
                id, new WorkloadReported { OccurredAt = now, TenantId = id, Subject = "app/web/shop", Reason = "Failed", Message = "It failed." }, c)),
            (nameof(ITenantStore.ReconcileAsync), async (s, c) => await s.ReconcileAsync(
                observation, new AllocationsReconciled { OccurredAt = now, TenantId = id, Source = "engine-1" }, c)),
            (nameof(ITenantStore.ReadEventsAsync), async (s, c) => await s.ReadEventsAsync(new EventQuery(), c)),
            (nameof(ITenantStore.WaitForEventsAsync), async (s, c) => await s.WaitForEventsAsync(0, c)),
            (nameof(ITenantStore.AcknowledgeEventsAsync), async (s, c) => await s.AcknowledgeEventsAsync("reader", 1, c)),
            (nameof(ITenantStore.SumUsageAsync), async (s, c) => await s.SumUsageAsync(new UsageSpan(null, now, now.AddHours(1)), () => 0, (_, _) => { }, c)),
            (nameof(ITenantStore.ReadUsageAsync), async (s, c) => await s.ReadUsageAsync(0, 10, c)),
            (nameof(ITenantStore.TrimUsageAsync), async (s, c) => await s.TrimUsageAsync(TimeSpan.FromHours(1), c)),
            (nameof(IConsumptionStore.ConsumeAsync), async (s, c) => await ((IConsumptionStore)s).ConsumeAsync(new ConsumptionRequest(id, tokens, "consumed"), c)),
            (nameof(IConsumptionStore.HoldAsync), async (s, c) => await ((IConsumptionStore)s).HoldAsync(new ConsumptionRequest(id, tokens, "tokens"), lease, c)),
            (nameof(IConsumptionStore.SettleAsync), async (s, c) => await ((IConsumptionStore)s).SettleAsync(new ConsumptionRequest(id, tokens, "tokens"), c)),
            (nameof(IConsumptionStore.ReleaseHoldAsync), async (s, c) => await ((IConsumptionStore)s).ReleaseHoldAsync(id, "tokens", 1, c)),
            (nameof(IConsumptionStore.CorrectAsync), async (s, c) => await ((IConsumptionStore)s).CorrectAsync(
                new ConsumptionRequest(id, tokens, "corrected"),
                new ConsumptionCorrected { OccurredAt = now, TenantId = id, Id = "corrected", Amounts = tokens, Booked = tokens, Reason = "a mistake" },
                c)),
            (nameof(IConsumptionStore.GetBudgetsAsync), async (s, c) => await ((IConsumptionStore)s).GetBudgetsAsync(id, c)),
            (nameof(IConsumptionStore.ReadConsumptionAsync), async (s, c) => await ((IConsumptionStore)s).ReadConsumptionAsync(id, new ConsumptionQuery(now, now.AddHours(1)), c)),
            (nameof(IConsumptionStore.TrimConsumptionAsync), async (s, c) => await ((IConsumptionStore)s).TrimConsumptionAsync(TimeSpan.FromHours(1), c)),
            (nameof(IPlanStore.FindPlanAsync), async (s, c) => await ((IPlanStore)s).FindPlanAsync("gold", c)),
            (nameof(IPlanStore.ListPlansAsync), async (s, c) => await ((IPlanStore)s).ListPlansAsync(new PlanQuery(), c)),
            (nameof(IPlanStore.ListPlanVersionsAsync), async (s, c) => await ((IPlanStore)s).ListPlanVersionsAsync("gold", new PlanVersionQuery(), c)),
            (nameof(IPlanStore.AddPlanAsync), async (s, c) => await ((IPlanStore)s).AddPlanAsync(
                new TenantPlan("gold"), null, new PlanPublished { OccurredAt = now, Plan = new TenantPlan("gold") }, c)),
            (nameof(IPlanStore.RemovePlanAsync), async (s, c) => await ((IPlanStore)s).RemovePlanAsync("gold", new PlanRemoved { OccurredAt = now, PlanName = "gold" }, c)),
            (nameof(ITenantStore.TrimEventsAsync), async (s, c) => await s.TrimEventsAsync(new EventRetention(null, 1, [], 1), c)),
        ];
    }
}
