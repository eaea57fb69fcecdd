namespace Hivemind.Tenancy.Testing;

/// <summary>Thresholds: 80 and 95 percent of a limit, the highest reported once until it re-arms, not twice within a minute.</summary>
internal sealed class ThresholdCases : StoreCases
{
    private int _minutes;

    /// <summary>The time of the last step, which later steps go on from.</summary>
    private DateTimeOffset Last => Now.AddMinutes(_minutes);

    public async Task FireOnceEachWhenCrossedUpward()
    {
        await AddAsync(quotas: Limit(100));
        Crossed([], await LongAsync("a", Containers(79), Now));
        AdmissionResult crossing = await Second.AdmitAsync(Request("b", Containers(1), After(1)), Cancellation);
        Crossed([80], crossing);
        Expect.Equal(
            new QuotaThresholdCrossed
            {
                OccurredAt = After(1),
                TenantId = Acme,
                TenantUid = UidOf("acme"),
                Resource = ResourceNames.Containers,
                Percent = 80,
                Total = 80,
                Limit = 100,
                Sequence = crossing.Events[0].Sequence,
            },
            (QuotaThresholdCrossed)crossing.Events[0]);
        Expect.Sequence(crossing.Events, (await LogAsync(Acme)).Skip(1), "a crossing is recorded in the step that caused it");
        await At(After(1)).CommitAsync(Acme, "b", null, Cancellation);

        Crossed([], await LongAsync("c", Containers(14), After(120)));
        Crossed([95], await LongAsync("d", Containers(1), After(120)));
        Crossed([], await LongAsync("e", Containers(5), After(240)));
        Crossed([], await Store.AdmitAsync(Request("f", Containers(1), After(360)), Cancellation));
    }

    public async Task FireOnlyTheHighestThatIsCrossed()
    {
        await AddAsync(quotas: new ResourceQuotas { CpuCores = 2, Containers = 1, Other = new Dictionary<string, decimal> { ["gpu"] = 3 } });
        AdmissionResult result = await HoldAsync("a", new ResourceAmounts { CpuCores = 1.6m, Containers = 1, Other = new Dictionary<string, decimal> { ["gpu"] = 3 } });
        Expect.Sequence(
            ["containers 95", "cpu 80", "gpu 95"],
            result.Events.Cast<QuotaThresholdCrossed>().Select(e => $"{e.Resource} {e.Percent}").Order(StringComparer.Ordinal));
        QuotaThresholdCrossed cpu = result.Events.Cast<QuotaThresholdCrossed>().Single(e => e.Resource == ResourceNames.Cpu);
        Expect.Equal((1.6m, 2m), (cpu.Total, cpu.Limit), "totals and limits are in the resource's unit");
    }

    public async Task AreSilentForAMinuteAndThenSayWhatStillStands()
    {
        await AddAsync(quotas: Limit(100));
        Crossed([80], await LongAsync("a", Containers(80), Now));
        Crossed([], await LongAsync("b", Containers(15), After(1)), "within a minute");
        Crossed([], await LongAsync("c", new ResourceAmounts { Services = 1 }, After(60) - Instant), "still within a minute");
        Crossed([95], await Second.AdmitAsync(Request("d", new ResourceAmounts { Services = 1 }, After(60)), Cancellation), "the first step after it");

        await At(After(61)).ReleaseAsync(Acme, "a", null, onlyHeld: false, Cancellation);
        Crossed([], await LongAsync("e", Containers(80), After(62)), "crossed again within a minute");
        await At(After(63)).ReleaseAsync(Acme, "e", null, onlyHeld: false, Cancellation);
        Crossed([], await LongAsync("f", Containers(1), After(200)), "it no longer stands");
    }

    public async Task AReportInTheFutureCountsAsPast()
    {
        await AddAsync(quotas: Limit(10));
        Crossed([80], await LongAsync("a", Containers(8), After(3600)));
        await At(After(3600)).ReleaseAsync(Acme, "a", null, onlyHeld: false, Cancellation);
        Crossed([80], await LongAsync("b", Containers(8), Now));
    }

    public async Task RoundTheShareUpToFireAndDownToReArm()
    {
        await AddAsync(quotas: Limit(9));
        await CommittedAsync("a", Containers(7));
        Crossed([80], await CommitAsync("b", Containers(1)));
        await FreeAsync("b");
        Crossed([], await CommitAsync("b", Containers(1)), "7 of 9 is more than 75 percent");
        await At(Last).ResizeAsync(Acme, "a", Containers(5), Cancellation);
        Crossed([80], await CommitAsync("c", Containers(2)), "6 of 9 is less than 75 percent");
    }

    public async Task CountLargeLimitsExactly()
    {
        await AddAsync(quotas: new ResourceQuotas { MemoryBytes = long.MaxValue - 1, StorageBytes = 0 });
        Crossed([], await CommitAsync("a", new ResourceAmounts { MemoryBytes = 7_378_697_629_483_820_644 }));
        Crossed([80], await CommitAsync("b", new ResourceAmounts { MemoryBytes = 1 }));
    }

    public async Task ReArmFivePointsBelow()
    {
        await AddAsync(quotas: Limit(100));
        await CommittedAsync("base", Containers(75));
        Crossed([80], await CommitAsync("a", Containers(5)));
        await FreeAsync("a");
        Crossed([80], await CommitAsync("b", Containers(5)), "at 75 percent it has been re-armed");
        await At(Last).ResizeAsync(Acme, "base", Containers(71), Cancellation);
        Crossed([], await ResizeAsync("base", Containers(75)), "76 percent does not re-arm");
    }

    public async Task ReArmByEveryWayToFree()
    {
        await AddAsync(quotas: Limit(10));
        AdmissionResult hold = await LongAsync("a", Containers(8), Later());
        Crossed([80], hold);
        await SecondAt(Last).ReleaseAsync(Acme, "a", hold.Admission, onlyHeld: true, Cancellation);
        Crossed([80], await CommitAsync("a", Containers(8)));
        await FreeAsync("a");
        Crossed([80], await CommitAsync("a", Containers(8)));
        await At(Last).ResizeAsync(Acme, "a", Containers(1), Cancellation);
        Crossed([80], await ResizeAsync("a", Containers(8)));
        await At(Last).LowerAsync(Acme, "a", Containers(1), (await AllocationAsync("a", Last)).Change, Cancellation);
        Crossed([80], await ResizeAsync("a", Containers(8)));
        await FreeAsync("a");
        await CommitAsync("a", Containers(1));
        AdmissionResult growth = await At(Later()).GrowAsync(Acme, "a", Containers(8), Lease, Cancellation);
        Crossed([80], growth);
        await At(Last).ReleaseAsync(Acme, "a", growth.Admission, onlyHeld: true, Cancellation);
        Crossed([80], await LongAsync("b", Containers(8), Later()));
    }

    public async Task ReArmWhenAHoldEnds()
    {
        await AddAsync(quotas: Limit(10));
        await CommittedAsync("other", Containers(1));
        Crossed([80], await HoldAsync("a", Containers(7)));
        Expect.True(await At(After(100)).ReleaseAsync(Acme, "other", null, onlyHeld: false, Cancellation), "'other' to be released");
        Crossed([80], await HoldAsync("b", Containers(8), After(100)));
        Crossed([80], await HoldAsync("c", Containers(8), After(200)), "the hold had ended before the step");
    }

    public async Task FollowTheQuota()
    {
        Tenant tenant = await AddAsync(quotas: Limit(100));
        await CommittedAsync("a", Containers(50));
        (tenant, IReadOnlyList<TenancyEvent> events) = await QuotaAsync(tenant, 60);
        Expect.Sequence(["TenantUpdated", "QuotaThresholdCrossed"], events.Select(e => e.GetType().Name));
        Expect.Equal((80, 50m, 60m), Key((QuotaThresholdCrossed)events[1]));
        (tenant, events) = await QuotaAsync(tenant, 60);
        Expect.Equal(1, events.Count, "what is reported already");
        (tenant, events) = await QuotaAsync(tenant, 40);
        Expect.Equal((95, 50m, 40m), Key((QuotaThresholdCrossed)events[1]));
        (tenant, events) = await QuotaAsync(tenant, 100);
        Expect.Equal(1, events.Count);
        (tenant, events) = await QuotaAsync(tenant, null);
        Expect.Equal(1, events.Count, "no limit has no share");
        (_, events) = await QuotaAsync(tenant, 50);
        Expect.Equal((95, 50m, 50m), Key((QuotaThresholdCrossed)events[1]));
    }

    public async Task FollowTheGrace()
    {
        await AddAsync(quotas: Limit(10));
        Crossed([80], await CommitAsync("a", Containers(8)));
        Expect.Sequence(["GraceGranted"], (await GrantAsync(new QuotaGrace(Containers(100), Last.AddMinutes(10)))).Select(e => e.GetType().Name));
        Expect.Sequence(["GraceGranted", "QuotaThresholdCrossed"], (await GrantAsync(null)).Select(e => e.GetType().Name), "the quota counts again");
        await GrantAsync(new QuotaGrace(Containers(100), Last.AddMinutes(10)));
        _minutes += 20;
        Crossed([80], await CommitAsync("b", new ResourceAmounts { Services = 1 }), "the grace has ended: judged against the limit of now");
    }

    public async Task FollowReconciling()
    {
        await AddAsync(quotas: Limit(10));
        await CommittedAsync("a", Containers(8), source: "engine-1");
        ReconciliationMark mark = await MarkAsync(Later());
        ReconciliationOutcome outcome = await At(Last).ReconcileAsync(
            new AllocationObservation("engine-1", mark, [new ObservedAllocation("b", Containers(8))]), Reconciled("engine-1"), Cancellation);
        Expect.Sequence(["AllocationsReconciled"], outcome.Events.Select(e => e.GetType().Name), "one step freed 8 and adopted 8");

        mark = await MarkAsync(Later());
        outcome = await At(Last).ReconcileAsync(
            new AllocationObservation("engine-1", mark, [new ObservedAllocation("b", Containers(20))]), Reconciled("engine-1"), Cancellation);
        Expect.Sequence(["AllocationsReconciled", "QuotaThresholdCrossed"], outcome.Events.Select(e => e.GetType().Name));
        Expect.Equal((95, 20m, 10m), Key((QuotaThresholdCrossed)outcome.Events[1]));
    }

    public async Task FireOnceOverAllHosts()
    {
        await AddAsync(quotas: Limit(100));
        IReadOnlyList<AdmissionResult> results = await AtOnceAsync(20, async i =>
            await (i % 2 == 0 ? Store : Second).AdmitAsync(Request($"job-{i}", Containers(5)), Cancellation));

        Expect.Sequence([80], results.SelectMany(r => r.Events).Cast<QuotaThresholdCrossed>().Select(e => e.Percent));
        Expect.Sequence([80], (await LogAsync()).OfType<QuotaThresholdCrossed>().Select(e => e.Percent));
    }

    private static (int Percent, decimal Total, decimal Limit) Key(QuotaThresholdCrossed e) => (e.Percent, e.Total, e.Limit);

    private static void Crossed(IEnumerable<int> percents, AdmissionResult result, string? because = null) =>
        Expect.Sequence(percents, result.Events.OfType<QuotaThresholdCrossed>().Select(e => e.Percent), because, "the thresholds crossed");

    /// <summary>The store's time two minutes later: past every silence.</summary>
    private DateTimeOffset Later()
    {
        _minutes += 2;
        return Last;
    }

    private Task<AdmissionResult> LongAsync(string id, ResourceAmounts amounts, DateTimeOffset at) => HoldAsync(id, amounts, at, lease: TimeSpan.FromHours(2));

    private Task<AdmissionResult> CommitAsync(string id, ResourceAmounts amounts) => CommittedAsync(id, amounts, Later());

    private async Task<AdmissionResult> ResizeAsync(string id, ResourceAmounts amounts) => await At(Later()).ResizeAsync(Acme, id, amounts, Cancellation);

    private async Task FreeAsync(string id) =>
        Expect.True(await At(Last).ReleaseAsync(Acme, id, null, onlyHeld: false, Cancellation), $"'{id}' to be released");

    private async Task<(Tenant Tenant, IReadOnlyList<TenancyEvent> Events)> QuotaAsync(Tenant before, long? containers)
    {
        Tenant after = before with { ResourceQuotas = new ResourceQuotas { Containers = containers }, Version = before.Version + 1 };
        TenantWritten written = await At(Later()).UpdateAsync(after, before.Version, onlyIfIdle: false, Updated(before, after, Last), Cancellation);
        return (written.Tenant, written.Events);
    }

    private async Task<IReadOnlyList<TenancyEvent>> GrantAsync(QuotaGrace? grace) =>
        await At(Later()).SetGraceAsync(Acme, grace, expected: null, new GraceGranted { OccurredAt = Last, TenantId = Acme, Grace = grace }, Cancellation);
}
