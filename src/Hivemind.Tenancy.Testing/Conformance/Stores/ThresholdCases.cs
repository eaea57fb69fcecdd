namespace Hivemind.Tenancy.Testing;

/// <summary>Thresholds: 80 and 95 percent of a limit, each crossed once until it re-arms.</summary>
internal sealed class ThresholdCases : StoreCases
{
    public async Task FireOnceEachWhenCrossedUpward()
    {
        await AddAsync(quotas: Limit(100));
        Crossed([], await HoldAsync("a", Containers(79)));
        AdmissionResult crossing = await Second.AdmitAsync(Request("b", Containers(1), After(1)), Cancellation);
        Crossed([80], crossing);
        Expect.Equal(
            new QuotaThresholdCrossed { OccurredAt = After(1), TenantId = Acme, TenantUid = UidOf("acme"), Resource = ResourceNames.Containers, Percent = 80, Total = 80, Limit = 100, Sequence = crossing.Events[0].Sequence },
            (QuotaThresholdCrossed)crossing.Events[0]);
        Expect.Sequence(crossing.Events, (await LogAsync(Acme)).Skip(1), "a crossing is recorded in the step that caused it");

        Crossed([], await HoldAsync("c", Containers(14)));
        Crossed([95], await Second.AdmitAsync(Request("d", Containers(1)), Cancellation));
        Crossed([], await HoldAsync("e", Containers(5)));
        Crossed([], await Store.AdmitAsync(Request("f", Containers(1)), Cancellation));
    }

    public async Task FireTogetherWhenOneStepCrossesBoth()
    {
        await AddAsync(quotas: new ResourceQuotas { CpuCores = 2, Containers = 1, Other = new Dictionary<string, decimal> { ["gpu"] = 3 } });
        AdmissionResult result = await HoldAsync("a", new ResourceAmounts { CpuCores = 1.6m, Containers = 1, Other = new Dictionary<string, decimal> { ["gpu"] = 3 } });
        Expect.Sequence(
            ["containers 80", "containers 95", "cpu 80", "gpu 80", "gpu 95"],
            result.Events.Cast<QuotaThresholdCrossed>().Select(e => $"{e.Resource} {e.Percent}").Order(StringComparer.Ordinal));
        QuotaThresholdCrossed cpu = result.Events.Cast<QuotaThresholdCrossed>().Single(e => e.Resource == ResourceNames.Cpu);
        Expect.Equal((1.6m, 2m), (cpu.Total, cpu.Limit), "totals and limits are in the resource's unit");
    }

    public async Task RoundTheShareUpToFireAndDownToReArm()
    {
        await AddAsync(quotas: Limit(9));
        await CommittedAsync("a", Containers(7));
        Crossed([80], await HoldAsync("b", Containers(1)));
        await Store.ReleaseAsync(Acme, "b", null, Now, Cancellation);
        Crossed([], await HoldAsync("b", Containers(1)), "7 of 9 is more than 75 percent");
        await Store.ResizeAsync(Acme, "a", Containers(5), Now, Cancellation);
        Crossed([80], await HoldAsync("c", Containers(2)), "6 of 9 is less than 75 percent");
    }

    public async Task CountLargeLimitsExactly()
    {
        await AddAsync(quotas: new ResourceQuotas { MemoryBytes = long.MaxValue - 1, StorageBytes = 0 });
        Crossed([], await CommittedAsync("a", new ResourceAmounts { MemoryBytes = 7_378_697_629_483_820_644 }));
        Crossed([80], await HoldAsync("b", new ResourceAmounts { MemoryBytes = 1 }));
    }

    public async Task ReArmFivePointsBelow()
    {
        await AddAsync(quotas: Limit(100));
        await CommittedAsync("base", Containers(75));
        Crossed([80], await HoldAsync("a", Containers(5)));
        Expect.True(await Store.ReleaseAsync(Acme, "a", null, Now, Cancellation), "'a' to be released");
        Crossed([80], await HoldAsync("b", Containers(5)), "at 75 percent it has been re-armed");
        await Store.ResizeAsync(Acme, "base", Containers(71), Now, Cancellation);
        Crossed([], await Store.ResizeAsync(Acme, "base", Containers(75), Now, Cancellation), "76 percent does not re-arm");
    }

    public async Task ReArmByEveryWayToFree()
    {
        await AddAsync(quotas: Limit(10));
        AdmissionResult hold = await HoldAsync("a", Containers(8));
        Crossed([80], hold);
        await Second.ReleaseAsync(Acme, "a", hold.Token, Now, Cancellation);
        Crossed([80], await CommittedAsync("a", Containers(8)));
        await Second.ReleaseAsync(Acme, "a", null, Now, Cancellation);
        Crossed([80], await CommittedAsync("a", Containers(8), source: "engine-1"));
        await Store.ResizeAsync(Acme, "a", Containers(1), Now, Cancellation);
        Crossed([80], await Store.ResizeAsync(Acme, "a", Containers(8), Now, Cancellation));
        await Store.ReconcileAsync(Acme, new AllocationObservation("engine-1", After(1), []), Reconciled("engine-1", After(1)), After(1), Cancellation);
        Crossed([80], await HoldAsync("a", Containers(8), After(1)));
    }

    public async Task ReArmWhenAHoldEnds()
    {
        await AddAsync(quotas: Limit(10));
        await CommittedAsync("other", Containers(1));
        Crossed([80], await HoldAsync("a", Containers(7)));
        Expect.True(await Store.ReleaseAsync(Acme, "other", null, Now + Lease, Cancellation), "'other' to be released");
        Crossed([80], await HoldAsync("b", Containers(8), Now + Lease));
        Crossed([80], await HoldAsync("c", Containers(8), Now + Lease + Lease), "the hold had ended before the step");
    }

    public async Task FollowTheQuota()
    {
        Tenant tenant = await AddAsync(quotas: Limit(100));
        await CommittedAsync("a", Containers(50));
        Tenant lowered = tenant with { ResourceQuotas = Limit(60), Version = 2 };
        IReadOnlyList<TenancyEvent> events = await Store.UpdateAsync(lowered, 1, Updated(tenant, lowered, After(1)), Cancellation);
        Expect.Sequence(["TenantUpdated", "QuotaThresholdCrossed"], events.Select(e => e.GetType().Name));
        Expect.Equal((80, 50m, 60m), Key((QuotaThresholdCrossed)events[1]));
        Expect.Equal(After(1), events[1].OccurredAt);
        Expect.Sequence(events, (await LogAsync()).TakeLast(2));

        Tenant raised = await ChangeAsync(lowered, t => t with { ResourceQuotas = Limit(100) });
        Tenant again = raised with { ResourceQuotas = Limit(60), Version = 4 };
        Expect.Equal(2, (await Second.UpdateAsync(again, 3, Updated(raised, again), Cancellation)).Count, "raising the quota has re-armed it");

        Tenant unlimited = await ChangeAsync(again, t => t with { ResourceQuotas = ResourceQuotas.Unlimited });
        Tenant limited = unlimited with { ResourceQuotas = Limit(50), Version = 6 };
        events = await Store.UpdateAsync(limited, 5, Updated(unlimited, limited), Cancellation);
        Expect.Sequence([80, 95], events.OfType<QuotaThresholdCrossed>().Select(e => e.Percent), "a limit that goes re-arms everything");
    }

    public async Task FollowTheGrace()
    {
        await AddAsync(quotas: Limit(10));
        await GrantAsync(new QuotaGrace(Containers(100), After(60)), Now);
        Crossed([], await CommittedAsync("a", Containers(50)));
        IReadOnlyList<TenancyEvent> events = await GrantAsync(null, Now);
        Expect.Sequence([80, 95], events.OfType<QuotaThresholdCrossed>().Select(e => e.Percent), "without grace it is over the limit");
        Expect.Equal(0, (await GrantAsync(new QuotaGrace(Containers(100), After(60)), Now)).OfType<QuotaThresholdCrossed>().Count());

        await UsageAsync(After(60));
        await Store.CommitAsync(Acme, "a", null, After(60), Cancellation);
        AdmissionResult refused = await Store.AdmitAsync(Request("b", Containers(1), After(60)), Cancellation);
        Expect.True(!refused.Decision.IsAdmitted, "grace to have ended");
        Crossed([80, 95], refused, "what a verb without events comes upon is left to the next one with events, a refusal included");
    }

    public async Task JudgeWhatAStepComesTo()
    {
        await AddAsync(quotas: Limit(10));
        Crossed([80], await CommittedAsync("a", Containers(8), source: "engine-1"));
        ReconciliationOutcome outcome = await Store.ReconcileAsync(
            Acme, new AllocationObservation("engine-1", After(1), [new ObservedAllocation("b", Containers(8))]), Reconciled("engine-1"), After(1), Cancellation);
        Expect.Sequence(["AllocationsReconciled"], outcome.Events.Select(e => e.GetType().Name), "one step freed 8 and adopted 8");

        outcome = await Store.ReconcileAsync(
            Acme, new AllocationObservation("engine-1", After(2), [new ObservedAllocation("b", Containers(20))]), Reconciled("engine-1"), After(2), Cancellation);
        Expect.Sequence(["AllocationsReconciled", "QuotaThresholdCrossed"], outcome.Events.Select(e => e.GetType().Name));
        Expect.Equal((95, 20m, 10m), Key((QuotaThresholdCrossed)outcome.Events[1]));
    }

    public async Task FireOnceOverAllHosts()
    {
        await AddAsync(quotas: Limit(100));
        IReadOnlyList<AdmissionResult> results = await AtOnceAsync(20, async i =>
            await (i % 2 == 0 ? Store : Second).AdmitAsync(Request($"job-{i}", Containers(5)), Cancellation));

        Expect.Sequence([80, 95], results.SelectMany(r => r.Events).Cast<QuotaThresholdCrossed>().Select(e => e.Percent).Order());
        Expect.Sequence([80, 95], (await LogAsync()).OfType<QuotaThresholdCrossed>().Select(e => e.Percent));
    }

    private static (int Percent, decimal Total, decimal Limit) Key(QuotaThresholdCrossed e) => (e.Percent, e.Total, e.Limit);

    private static void Crossed(IEnumerable<int> percents, AdmissionResult result, string? because = null) =>
        Expect.Sequence(percents, result.Events.OfType<QuotaThresholdCrossed>().Select(e => e.Percent), because, "the thresholds crossed");

    private async Task<IReadOnlyList<TenancyEvent>> GrantAsync(QuotaGrace? grace, DateTimeOffset now) =>
        await Store.SetGraceAsync(Acme, grace, new GraceGranted { OccurredAt = now, TenantId = Acme, Grace = grace }, now, Cancellation);
}
