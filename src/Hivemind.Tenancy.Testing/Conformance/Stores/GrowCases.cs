namespace Hivemind.Tenancy.Testing;

/// <summary>Growth that is reserved before it is applied, and lowering by number.</summary>
internal sealed class GrowCases : StoreCases
{
    public async Task CountsTheLargerOfBothUntilItIsCommitted()
    {
        await AddAsync(quotas: Limit(10));
        await CommittedAsync("a", new ResourceAmounts { Containers = 2, Services = 3 });
        AdmissionResult growth = await GrowAsync(new ResourceAmounts { Containers = 8, Services = 1 });

        Expect.True(growth.Decision.IsAdmitted && growth.Admission > 0, "the growth to be admitted under a number");
        Expect.Equal<DateTimeOffset?>(Now + Lease, growth.ExpiresAt);
        Expect.Equal(new ResourceUsage(ResourceNames.Containers, 2, 6, 10, 10), (await UsageAsync())[ResourceNames.Containers]);
        Expect.Equal(new ResourceUsage(ResourceNames.Services, 3, 0, null, null), (await UsageAsync())[ResourceNames.Services]);
        Allocation growing = await AllocationAsync("a");
        Expect.Equal(new AllocationGrowth(new ResourceAmounts { Containers = 8, Services = 1 }, Now + Lease), growing.Growth);
        Expect.Equal(2, growing.Amounts.Containers);
        await RefusedAsync("b", Containers(3));

        await SecondAt(After(1)).CommitAsync(Acme, "a", growth.Admission, Cancellation);
        Allocation grown = await AllocationAsync("a", After(100));
        Expect.Equal(new ResourceAmounts { Containers = 8, Services = 1 }, grown.Amounts);
        Expect.Null(grown.Growth);
        Expect.Equal(new ResourceUsage(ResourceNames.Containers, 8, 0, 10, 10), (await UsageAsync(After(100)))[ResourceNames.Containers]);
        await At(After(100)).CommitAsync(Acme, "a", growth.Admission, Cancellation);
    }

    public async Task RefusesWhatDoesNotFitAndChangesNothing()
    {
        await AddAsync(quotas: Limit(10));
        await CommittedAsync("a", Containers(4));
        await HoldAsync("b", Containers(5));
        Allocation before = await AllocationAsync("a");
        AdmissionResult refused = await GrowAsync(Containers(6));

        Expect.Sequence([new QuotaShortage(ResourceNames.Containers, 2, 4, 5, 10)], refused.Decision.Shortages, "requested is how much more");
        Expect.Equal<DateTimeOffset?>(Now + Lease, refused.Decision.NextLeaseEndsAt);
        Expect.Equal(before, await AllocationAsync("a"));
        Expect.True((await GrowAsync(Containers(5))).Decision.IsAdmitted, "growth to exactly the limit");
    }

    public async Task CommitsAHoldWithItsGrowth()
    {
        await AddAsync(quotas: Limit(10));
        AdmissionResult hold = await HoldAsync("a", Containers(4));
        AdmissionResult growth = await GrowAsync(Containers(6));
        await At().CommitAsync(Acme, "a", growth.Admission, Cancellation);
        Allocation committed = await AllocationAsync("a", After(100_000));
        Expect.Equal(Containers(6), committed.Amounts);
        Expect.Null(committed.ExpiresAt, "what runs at the target runs");
        Expect.True(!await At().ReleaseAsync(Acme, "a", hold.Admission, onlyHeld: true, Cancellation), "the hold's handle to free nothing");
    }

    public async Task NeverLowersWhatWasRaisedSince()
    {
        await AddAsync(quotas: Limit(10));
        await CommittedAsync("a", Containers(4), source: "engine-1");
        AdmissionResult growth = await GrowAsync(Containers(6));
        ReconciliationMark mark = (await At().ReadMarksAsync([Acme], Cancellation)).Single();
        await At().ReconcileAsync(
            new AllocationObservation("engine-1", mark, [new ObservedAllocation("a", Containers(9))]),
            new AllocationsReconciled { OccurredAt = Now, TenantId = Acme, Source = "engine-1" },
            Cancellation);
        await At().CommitAsync(Acme, "a", growth.Admission, Cancellation);
        Expect.Equal(Containers(9), (await AllocationAsync("a")).Amounts);
    }

    public async Task IsForgottenWhenItEndsOrIsGivenBack()
    {
        await AddAsync(quotas: Limit(10));
        await CommittedAsync("a", Containers(1));
        AdmissionResult first = await GrowAsync(Containers(10));
        await RefusedAsync("b", Containers(1), Now + Lease - Instant);
        await HoldAsync("b", Containers(1), Now + Lease);
        Expect.Null((await AllocationAsync("a", Now + Lease)).Growth);
        await Expect.ThrowsAsync<ReservationExpiredException>(async () => await At(Now + Lease).CommitAsync(Acme, "a", first.Admission, Cancellation));

        AdmissionResult second = await GrowAsync(Containers(9), Now + Lease);
        Expect.True(!await At(Now + Lease).ReleaseAsync(Acme, "a", first.Admission, onlyHeld: true, Cancellation), "a former number to give back nothing");
        Expect.True(await At(Now + Lease).ReleaseAsync(Acme, "a", second.Admission, onlyHeld: true, Cancellation), "the growth to be given back");
        Expect.Equal(2, await TotalAsync(Now + Lease));
        Expect.Equal(Containers(1), (await AllocationAsync("a", Now + Lease)).Amounts);
    }

    public async Task JoinsAnEqualTargetUnderANewNumber()
    {
        await AddAsync(quotas: Limit(10));
        await CommittedAsync("a", Containers(1));
        AdmissionResult first = await GrowAsync(Containers(10));
        AdmissionResult second = await GrowAsync(Containers(10), After(10));
        Expect.True(second.Admission > first.Admission, "the newer number to be larger");
        Expect.Equal<DateTimeOffset?>(After(40), second.ExpiresAt);
        Expect.True(!await At(After(10)).ReleaseAsync(Acme, "a", first.Admission, onlyHeld: true, Cancellation), "the older handle to act on nothing");
        await Expect.ThrowsAsync<ReservationExpiredException>(async () => await At(After(10)).CommitAsync(Acme, "a", first.Admission, Cancellation));
        await At(After(39)).CommitAsync(Acme, "a", second.Admission, Cancellation);
        Expect.Equal(10, await TotalAsync(After(100)));
    }

    public async Task ConflictsWithAnotherTarget()
    {
        await AddAsync();
        await CommittedAsync("a", Containers(1));
        await GrowAsync(Containers(5));
        AllocationConflictException conflict = await Expect.ThrowsAsync<AllocationConflictException>(async () => await GrowAsync(Containers(6)));
        Expect.Equal((Containers(5), Containers(6)), (conflict.Existing, conflict.Requested));
        await Expect.ThrowsAsync<AllocationConflictException>(async () => await At().ResizeAsync(Acme, "a", Containers(2), Cancellation));
        Expect.True((await At().ResizeAsync(Acme, "a", Containers(5), Cancellation)).Decision.IsAdmitted, "a resize to the reserved target");
        Expect.Equal((5m, Containers(5)), (await TotalAsync(), (await AllocationAsync("a")).Amounts));
    }

    public async Task AnswersAReachedTargetAsCommitted()
    {
        await AddAsync(quotas: Limit(5));
        await CommittedAsync("a", Containers(5));
        AdmissionResult reached = await GrowAsync(Containers(5));
        Expect.True(reached.Decision.IsAdmitted && reached.ExpiresAt is null, "what is reached to be committed");
        Expect.True((await GrowAsync(Containers(3))).Decision.IsAdmitted, "a target below to be reached");
        Expect.Equal(5, await TotalAsync());
    }

    public async Task AnswersAReachedTargetWithANumberOfItsOwn()
    {
        await AddAsync(quotas: Limit(5));
        await CommittedAsync("a", Containers(5));
        AdmissionResult reached = await GrowAsync(Containers(5));
        await At().CommitAsync(Acme, "a", reached.Admission, Cancellation);
        await At().ReleaseAsync(Acme, "a", reached.Admission, onlyHeld: false, Cancellation);
        Expect.Equal(5, await TotalAsync(), "it freed nothing: the amounts are not its own");
        await At().ReleaseAsync(Acme, "a", null, onlyHeld: false, Cancellation);
        await HoldAsync("a", Containers(1));

        await Expect.ThrowsAsync<ReservationExpiredException>(async () => await SecondAt().CommitAsync(Acme, "a", reached.Admission, Cancellation));
        await Expect.ThrowsAsync<ReservationExpiredException>(async () => await SecondAt().RenewAsync(Acme, "a", reached.Admission, Lease, Cancellation));
    }

    /// <summary>Who committed the growth first decided nothing about when its holder runs it.</summary>
    public async Task VoidsAnOlderDecisionToLowerWhenItIsCommittedAgain()
    {
        await AddAsync(quotas: Limit(10));
        await CommittedAsync("a", Containers(2));
        AdmissionResult growth = await At().GrowAsync(Acme, "a", Containers(6), Lease, Cancellation);
        await At().ResizeAsync(Acme, "a", Containers(6), Cancellation);
        long decidedOn = (await AllocationAsync("a")).Change;
        await SecondAt().CommitAsync(Acme, "a", growth.Admission, Cancellation);

        Expect.True(!await At().LowerAsync(Acme, "a", Containers(2), decidedOn, Cancellation), "nothing to be lowered: 6 run since");
        Expect.Equal(6, await TotalAsync());
    }

    public async Task EndsWithItsAllocation()
    {
        await AddAsync(quotas: Limit(10));
        AdmissionResult hold = await HoldAsync("a", Containers(1));
        AdmissionResult growth = await At().GrowAsync(Acme, "a", Containers(10), TimeSpan.FromSeconds(60), Cancellation);
        await HoldAsync("b", Containers(10), Now + Lease);
        Expect.Sequence(["b"], (await AllocationsAsync(Now + Lease)).Select(a => a.Id));
        await At(Now + Lease).ReleaseAsync(Acme, "b", null, onlyHeld: false, Cancellation);

        await CommittedAsync("a", Containers(1), Now + Lease);
        await GrowAsync(Containers(10), Now + Lease);
        Expect.True(await At(Now + Lease).ReleaseAsync(Acme, "a", null, onlyHeld: false, Cancellation), "the allocation to be released");
        Expect.Equal(0, await TotalAsync(Now + Lease));
        Expect.NotEqual(hold.Admission, growth.Admission);
    }

    public async Task IsRenewedByItsNumber()
    {
        await AddAsync(quotas: Limit(10));
        await CommittedAsync("a", Containers(1));
        AdmissionResult growth = await GrowAsync(Containers(10));
        Expect.Equal<DateTimeOffset?>(After(80), await SecondAt(After(20)).RenewAsync(Acme, "a", growth.Admission, TimeSpan.FromSeconds(60), Cancellation));
        await RefusedAsync("b", Containers(1), After(79));
        await HoldAsync("b", Containers(1), After(80));
    }

    public async Task NeedsALiveAllocationAndAnActiveTenant()
    {
        await Expect.ThrowsAsync<TenantNotFoundException>(async () => await GrowAsync(Containers(2)));
        Tenant tenant = await AddAsync();
        await Expect.ThrowsAsync<ReservationExpiredException>(async () => await GrowAsync(Containers(2)));
        await CommittedAsync("a", Containers(1));
        foreach (TenantStatus status in new[] { TenantStatus.Suspended, TenantStatus.Pending, TenantStatus.Terminating })
        {
            tenant = await SetStatusAsync(tenant, status);
            await Expect.ThrowsAsync<TenantNotActiveException>(async () => await GrowAsync(Containers(2)));
        }

        Expect.Equal(1, await TotalAsync());
    }

    public async Task LowersOnlyWhatWasLookedAt()
    {
        Tenant tenant = await AddAsync(quotas: Limit(10));
        await CommittedAsync("a", new ResourceAmounts { Containers = 8, Services = 2 });
        Allocation seen = await AllocationAsync("a");
        Expect.True(!await At().LowerAsync(Acme, "a", Containers(1), seen.Change - 1, Cancellation), "a late decision to do nothing");
        Expect.True(!await At().LowerAsync(Acme, "b", Containers(1), seen.Change, Cancellation), "no allocation to be false");
        Expect.True(await SecondAt().LowerAsync(Acme, "a", new ResourceAmounts { Containers = 3, Services = 9 }, seen.Change, Cancellation), "the allocation to be lowered");
        Allocation lowered = await AllocationAsync("a");
        Expect.Equal((new ResourceAmounts { Containers = 3, Services = 2 }, true), (lowered.Amounts, lowered.Change > seen.Change), "nothing grows by it");
        Expect.True(!await At().LowerAsync(Acme, "a", Containers(1), seen.Change, Cancellation), "the number to be used once");

        await GrowAsync(new ResourceAmounts { Containers = 5, Services = 2 });
        Allocation growing = await AllocationAsync("a");
        Expect.True(!await At().LowerAsync(Acme, "a", Containers(1), growing.Change, Cancellation), "reserved growth to win");
        Expect.True(!await At().LowerAsync(Acme, "a", ResourceAmounts.None, growing.Change, Cancellation), "reserved growth to win over nothing, too");
        tenant = await SetStatusAsync(tenant, TenantStatus.Terminating);
        await Expect.ThrowsAsync<TenantNotActiveException>(async () => await At().LowerAsync(Acme, "a", Containers(1), growing.Change, Cancellation));
        await RemoveAsync(tenant);
        await Expect.ThrowsAsync<TenantNotFoundException>(async () => await At().LowerAsync(Acme, "a", Containers(1), growing.Change, Cancellation));
    }

    public async Task LoweredToNothingIsFreedOnlyAsItWasLookedAt()
    {
        Tenant tenant = await AddAsync(quotas: Limit(10));
        await CommittedAsync("a", Containers(8));
        Allocation seen = await AllocationAsync("a");
        await At().CommitAsync(Acme, "a", seen.Admission, Cancellation);
        Expect.True(!await At().LowerAsync(Acme, "a", ResourceAmounts.None, seen.Change, Cancellation), "what was committed anew since to stay");
        Expect.Equal(8, await TotalAsync());
        seen = await AllocationAsync("a");
        tenant = await SetStatusAsync(tenant, TenantStatus.Terminating);
        Expect.True(await SecondAt().LowerAsync(Acme, "a", ResourceAmounts.None, seen.Change, Cancellation), "it to be freed, in every status");
        Expect.Sequence([], await AllocationsAsync());
        Expect.Equal(0, await TotalAsync());
        Expect.True(!await At().LowerAsync(Acme, "a", ResourceAmounts.None, seen.Change, Cancellation), "a second time to do nothing");
        await RemoveAsync(tenant);
    }

    private async Task<AdmissionResult> GrowAsync(ResourceAmounts target, DateTimeOffset? now = null) =>
        await At(now).GrowAsync(Acme, "a", target, Lease, Cancellation);
}
