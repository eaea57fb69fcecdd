namespace Hivemind.Tenancy.Testing;

/// <summary>Idempotency keys: what was made under one is made once, and not again while the key lives.</summary>
internal sealed class KeyCases : StoreCases
{
    private static readonly DateTimeOffset LastMoment = Now + IdempotencyKey.Life - Instant;

    public async Task TheSameTenantIsAddedOnce()
    {
        Tenant tenant = NewTenant();
        TenantWritten first = await AddUnderAsync(At(), tenant);
        Expect.True(!first.IsReplayed, "the first to be no replay");
        Tenant changed = await ChangeAsync(first.Tenant, t => t with { Description = "since" });

        // Each attempt makes a tenant of a uid of its own.
        TenantWritten again = await AddUnderAsync(SecondAt(LastMoment), tenant with { Uid = TenantUid.NewUid() });
        Expect.True(again.IsReplayed, "the second to be a replay");
        Expect.Equal(changed, again.Tenant, "it is the tenant as it is now");
        Expect.Sequence([], again.Events, "nothing was written");
        Expect.Equal(2, (await LogAsync(tenant)).Count);
    }

    public async Task ATenantIsNotAddedAgainOnceItIsGone()
    {
        Tenant tenant = (await AddUnderAsync(At(), NewTenant())).Tenant;
        await RemoveAsync(tenant);
        await RefusesTenantAsync(tenant with { Uid = TenantUid.NewUid() }, IdempotencyKeyConflictReason.ResultGone);
        Expect.Null(await Second.FindAsync(Acme, Cancellation));

        Tenant other = await AddAsync(NewTenant() with { Uid = TenantUid.NewUid() });
        await RefusesTenantAsync(tenant with { Uid = TenantUid.NewUid() }, IdempotencyKeyConflictReason.ResultGone);
        Expect.Equal(other.Uid, (await Second.FindAsync(Acme, Cancellation))?.Uid, "the one that was made without the key stands");
    }

    public async Task ATenantsKeyIsFreeAgainWhenItsLifeIsOver()
    {
        Tenant tenant = (await AddUnderAsync(At(), NewTenant())).Tenant;
        await RemoveAsync(tenant);
        At(Now + IdempotencyKey.Life);
        TenantWritten again = await AddUnderAsync(Second, tenant with { Uid = TenantUid.NewUid() });
        Expect.True(!again.IsReplayed, "it to be added anew");
        At(LastMoment + IdempotencyKey.Life);
        Expect.True((await AddUnderAsync(Store, tenant with { Uid = TenantUid.NewUid() })).IsReplayed, "the key to live anew");
    }

    public async Task AnotherTenantIsRefused()
    {
        await AddUnderAsync(At(), NewTenant());
        await RefusesTenantAsync(NewTenant("umbrella"), IdempotencyKeyConflictReason.OtherRequest, Key(fingerprint: "other"));
        await RefusesTenantAsync(NewTenant(), IdempotencyKeyConflictReason.OtherRequest, Key(fingerprint: "other"));
        await RefusesTenantAsync(NewTenant("umbrella"), IdempotencyKeyConflictReason.OtherRequest);
        Expect.Null(await Second.FindAsync(Id("umbrella"), Cancellation));
    }

    public async Task ARefusalLeavesTheKeyFree()
    {
        await AddAsync(quotas: Limit(1));
        await Expect.ThrowsAsync<TenantConflictException>(async () => await AddUnderAsync(At(), NewTenant("umbrella") with { Name = "ACME" }));
        Expect.True(!(await AddUnderAsync(Second, NewTenant("umbrella"))).IsReplayed, "the key to be free after a conflict");

        AdmissionRequest tooMuch = Request("a", Containers(2)) with { Key = Key("k2", "2") };
        Expect.True(!(await Store.AdmitAsync(tooMuch, Cancellation)).Decision.IsAdmitted, "two to be refused");
        Expect.Null((await Second.AdmitAsync(Request("a", Containers(1)) with { Key = Key("k2", "1") }, Cancellation)).Replayed, "the key is free after a refusal");
    }

    public async Task AScopeHasKeysOfItsOwn()
    {
        await AddUnderAsync(At(), NewTenant());
        foreach (IdempotencyKey other in new[] { new IdempotencyKey("Scope", "key", "f"), new IdempotencyKey("scope", "KEY", "f"), new IdempotencyKey("scope k", "ey", "f") })
        {
            string id = $"t-{other.Scope.Length}-{(other.Key == "KEY" ? 1 : 0)}";
            Expect.True(!(await AddUnderAsync(Second, NewTenant(id), other)).IsReplayed, $"scope '{other.Scope}' and key '{other.Key}' to be another");
        }
    }

    public async Task TheSameReservationIsHeldOnce()
    {
        await AddAsync(quotas: Limit(10));
        AdmissionResult first = await AdmitUnderAsync(Store, "a", Containers(6));
        Expect.Null(first.Replayed);
        await At(After(1)).CommitAsync(Acme, "a", first.Admission, Cancellation);

        // A caller that leaves the id open gives another at each attempt; it would not fit twice.
        AdmissionResult again = await AdmitUnderAsync(Second, "b", Containers(6), After(2));
        Expect.True(again.Decision.IsAdmitted, "a replay to be admitted");
        Expect.Equal(first.Admission, again.Admission, "it is the same reservation");
        Expect.Null(again.ExpiresAt, "it is committed by now");
        Expect.Equal(await AllocationAsync("a", After(2)), again.Replayed!);
        Expect.Sequence([], again.Events);
        Expect.Sequence(["a"], (await AllocationsAsync(After(2))).Select(a => a.Id));
    }

    public async Task AReplayNeedsNoActiveTenantAndWritesNothing()
    {
        Tenant tenant = await AddAsync(quotas: Limit(10));
        AdmissionResult first = await AdmitUnderAsync(Store, "a", Containers(9));
        await SetStatusAsync(tenant, TenantStatus.Suspended);
        ReconciliationMark mark = await MarkAsync();
        IReadOnlyList<Allocation> held = await AllocationsAsync();
        int logged = (await LogAsync()).Count;
        Expect.Equal(first.Admission, (await AdmitUnderAsync(Second, "a", Containers(9))).Admission);
        Expect.Equal(mark, await MarkAsync());
        Expect.Sequence(held, await AllocationsAsync());
        Expect.Equal(logged, (await LogAsync()).Count);
    }

    public async Task AReservationIsNotHeldAgainOnceItWasReleased()
    {
        await AddAsync(quotas: Limit(10));
        AdmissionResult first = await AdmitUnderAsync(Store, "a", Containers(1));
        await Store.ReleaseAsync(Acme, "a", first.Admission, onlyHeld: false, Cancellation);
        await RefusesReservationAsync("a", IdempotencyKeyConflictReason.ResultGone);

        await HoldAsync("a", Containers(1));
        await RefusesReservationAsync("a", IdempotencyKeyConflictReason.ResultGone, because: "the one of its id is another's");
        Expect.Equal(1, await TotalAsync());
    }

    public async Task AReservationIsNotHeldAgainOnceItHasEnded()
    {
        await AddAsync(quotas: Limit(10));
        await AdmitUnderAsync(Store, "a", Containers(1));
        At(Now + Lease);
        await RefusesReservationAsync("a", IdempotencyKeyConflictReason.ResultGone, Now + Lease);
        await RefusesReservationAsync("b", IdempotencyKeyConflictReason.ResultGone, LastMoment);
        Expect.Equal(0, await TotalAsync(LastMoment));

        AdmissionResult anew = await AdmitUnderAsync(Store, "b", Containers(1), Now + IdempotencyKey.Life);
        Expect.Null(anew.Replayed, "the key's life is over");
        Expect.Equal(anew.Admission, (await AdmitUnderAsync(Second, "c", Containers(1), Now + IdempotencyKey.Life)).Admission, "and it lives anew");
    }

    public async Task AReservationThatWasJoinedSinceIsAnothers()
    {
        await AddAsync(quotas: Limit(10));
        await AdmitUnderAsync(Store, "a", Containers(1));
        AdmissionResult joined = await HoldAsync("a", Containers(1));
        await RefusesReservationAsync("a", IdempotencyKeyConflictReason.ResultGone);
        Expect.Equal(joined.Admission, (await AllocationAsync("a")).Admission);
    }

    public async Task AnotherReservationIsRefused()
    {
        await AddAsync(quotas: Limit(10));
        await AddAsync("umbrella");
        await AdmitUnderAsync(Store, "a", Containers(1));
        await RefusesReservationAsync("b", IdempotencyKeyConflictReason.OtherRequest, key: Key(fingerprint: "other"));
        await RefusesReservationAsync("b", IdempotencyKeyConflictReason.OtherRequest, tenant: "umbrella");
        await RefusesTenantAsync(NewTenant("new"), IdempotencyKeyConflictReason.OtherRequest);
        Expect.Equal(1, await TotalAsync());
        Expect.Equal(0, await TotalAsync(tenant: "umbrella"));
    }

    public async Task AReservationInAFormerTenantIsNotHeldInTheOneMadeAgain()
    {
        Tenant former = await AddAsync(quotas: Limit(10));
        await AdmitUnderAsync(Store, "a", Containers(1));
        await MakeAgainAsync(former);

        // Each tenant may count its admissions for itself, so their number is no help.
        await HoldAsync("a", Containers(1));
        await RefusesReservationAsync("a", IdempotencyKeyConflictReason.ResultGone);
    }

    public async Task ManyAtOnceMakeOneTenant()
    {
        IReadOnlyList<TenantWritten> written = await AtOnceAsync(16, async i => await AddUnderAsync(i % 2 == 0 ? Store : Second, NewTenant() with { Uid = TenantUid.NewUid() }));
        Expect.Equal(1, written.Count(w => !w.IsReplayed));
        Expect.Equal(1, written.Select(w => w.Tenant.Uid).Distinct().Count());
        Expect.Equal(1, (await LogAsync()).Count);
    }

    public async Task ManyAtOnceUnderOneKeyMakeOneOfManyTenants()
    {
        IReadOnlyList<bool> made = await AtOnceAsync(16, async i =>
        {
            try
            {
                return !(await AddUnderAsync(i % 2 == 0 ? Store : Second, NewTenant($"t-{i}"), Key(fingerprint: $"{i}"))).IsReplayed;
            }
            catch (IdempotencyKeyConflictException e) when (e.Reason == IdempotencyKeyConflictReason.OtherRequest)
            {
                return false;
            }
        });
        Expect.Equal(1, made.Count(m => m));
        Expect.Equal(1, (await Store.ListAsync(new TenantQuery(), Cancellation)).Count);
    }

    public async Task ManyAtOnceHoldOnce()
    {
        await AddAsync(quotas: Limit(10));
        At();
        IReadOnlyList<AdmissionResult> results = await AtOnceAsync(16, async i =>
            await (i % 2 == 0 ? Store : Second).AdmitAsync(new AdmissionRequest(Acme, $"a-{i}", Containers(1), "", Lease) { Key = Key() }, Cancellation));
        Expect.Equal(1, results.Count(r => r.Replayed is null));
        Expect.Equal(1, results.Select(r => r.Admission).Distinct().Count());
        Expect.Equal(1, await TotalAsync());
    }

    public async Task ManyAtOnceInTwoTenantsHoldInOne()
    {
        await AddAsync("acme");
        await AddAsync("umbrella");
        At();
        IReadOnlyList<bool> held = await AtOnceAsync(16, async i =>
        {
            try
            {
                AdmissionRequest request = new(Id(i % 2 == 0 ? "acme" : "umbrella"), $"a-{i}", Containers(1), "", Lease) { Key = Key() };
                return (await (i % 4 < 2 ? Store : Second).AdmitAsync(request, Cancellation)).Replayed is null;
            }
            catch (IdempotencyKeyConflictException e) when (e.Reason == IdempotencyKeyConflictReason.OtherRequest)
            {
                return false;
            }
        });
        Expect.Equal(1, held.Count(h => h));
        Expect.Equal(1, await TotalAsync(tenant: "acme") + await TotalAsync(tenant: "umbrella"));
    }

    private static IdempotencyKey Key(string key = "key", string fingerprint = "f") => new("scope", key, fingerprint);

    private Task<TenantWritten> AddUnderAsync(ITenantStore store, Tenant tenant, IdempotencyKey? key = null) =>
        store.AddAsync(tenant, Created(tenant), key ?? Key(), Cancellation).AsTask();

    private Task<AdmissionResult> AdmitUnderAsync(ITenantStore store, string id, ResourceAmounts amounts, DateTimeOffset? now = null) =>
        store.AdmitAsync(Request(id, amounts, now) with { Key = Key() }, Cancellation).AsTask();

    private async Task RefusesTenantAsync(Tenant tenant, IdempotencyKeyConflictReason reason, IdempotencyKey? key = null) => Expect.Equal(
        reason,
        (await Expect.ThrowsAsync<IdempotencyKeyConflictException>(async () => await AddUnderAsync(SecondAt(), tenant, key))).Reason);

    private async Task RefusesReservationAsync(
        string id, IdempotencyKeyConflictReason reason, DateTimeOffset? now = null, IdempotencyKey? key = null, string tenant = "acme", string? because = null)
    {
        AdmissionRequest request = Request(id, Containers(1), now, tenant) with { Key = key ?? Key() };
        Expect.Equal(reason, (await Expect.ThrowsAsync<IdempotencyKeyConflictException>(async () => await Second.AdmitAsync(request, Cancellation), because)).Reason);
    }
}
