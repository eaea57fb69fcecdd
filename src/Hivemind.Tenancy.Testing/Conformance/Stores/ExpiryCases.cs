namespace Hivemind.Tenancy.Testing;

/// <summary>The end of leases, by the time the caller gives.</summary>
internal sealed class ExpiryCases : StoreCases
{
    public async Task ComesExactlyAtItsTime()
    {
        await AddAsync(quotas: Limit(10));
        await AddAsync("umbrella");
        AdmissionResult hold = await HoldAsync("a", Containers(10), lease: TimeSpan.FromSeconds(1));
        await HoldAsync("a", Containers(10), tenant: "umbrella", lease: TimeSpan.FromSeconds(1));
        DateTimeOffset end = After(1);

        Expect.Equal<DateTimeOffset?>(end, hold.ExpiresAt);
        await RefusedAsync("b", Containers(1), end - Instant);
        Expect.Equal(1, (await AllocationsAsync(end - Instant)).Count);
        Expect.Equal(10, await TotalAsync(end - Instant));
        Expect.Sequence([], await AllocationsAsync(end), "a hold has ended when now >= ExpiresAt");
        Expect.Equal((0m, 0), (await TotalAsync(end, "umbrella"), (await UsageAsync(end, "umbrella")).Held));
        await HoldAsync("b", Containers(10), end);
    }

    public async Task FreesTheIdForOtherAmounts()
    {
        await AddAsync(quotas: Limit(10));
        AdmissionResult first = await HoldAsync("a", Containers(10), source: "engine-1");
        AdmissionResult second = await HoldAsync("a", Containers(4), Now + Lease, source: "engine-2");

        Expect.NotEqual(first.Admission, second.Admission);
        Expect.Equal(new Allocation(Acme, UidOf("acme"), "a", Containers(4), "engine-2") { ExpiresAt = Now + Lease + Lease, CreatedAt = Now + Lease, Admission = second.Admission, Change = second.Admission }, await AllocationAsync("a", Now + Lease));
        await Expect.ThrowsAsync<ReservationExpiredException>(async () => await At(Now + Lease).CommitAsync(Acme, "a", first.Admission, Cancellation));
    }

    public async Task TakesNothingThatIsCommitted()
    {
        await AddAsync(quotas: Limit(10));
        await CommittedAsync("committed", Containers(6));
        await HoldAsync("held", Containers(4));
        await HoldAsync("b", Containers(4), After(1_000_000));
        Expect.Sequence(["b", "committed"], (await AllocationsAsync(After(1_000_000))).Select(a => a.Id));
        await RefusedAsync("c", Containers(1), After(1_000_000));
    }

    public async Task OfOneHoldLeavesTheOthers()
    {
        await AddAsync(quotas: Limit(10));
        int[] leases = [7, 3, 9, 1, 5, 2, 8, 4, 6, 10];
        foreach (int seconds in leases)
        {
            await HoldAsync($"job-{seconds:D2}", Containers(1), lease: TimeSpan.FromSeconds(seconds));
        }

        await At().CommitAsync(Acme, "job-05", null, Cancellation);
        await At().RenewAsync(Acme, "job-02", null, TimeSpan.FromSeconds(20), Cancellation);
        for (int second = 1; second <= 10; second++)
        {
            string[] live = [.. leases.Order().Where(s => s > second || s is 5 or 2).Select(s => $"job-{s:D2}")];
            Expect.Sequence(live, (await AllocationsAsync(After(second))).Select(a => a.Id));
            Expect.Equal(live.Length, await TotalAsync(After(second)));
        }
    }

    public async Task OnAnotherHostIsBelievedOnceItsPlaceIsTaken()
    {
        await AddAsync(quotas: Limit(10));
        AdmissionResult slow = await HoldAsync("slow", Containers(10));
        Expect.True((await Second.AdmitAsync(Request("fast", Containers(10), After(31)), Cancellation)).Decision.IsAdmitted, "the place of an ended hold to be free");

        await Expect.ThrowsAsync<ReservationExpiredException>(async () => await At().CommitAsync(Acme, "slow", slow.Admission, Cancellation), "what was removed stays removed when a clock is behind");
        await RefusedAsync("more", Containers(1));
        Expect.Equal(10, await TotalAsync());
        Expect.Sequence(["fast"], (await AllocationsAsync()).Select(a => a.Id));
    }

    public async Task IsNotHastenedByAClockThatIsBehind()
    {
        await AddAsync(quotas: Limit(10));
        await HoldAsync("a", Containers(4), After(100));
        AdmissionResult early = await HoldAsync("b", Containers(4));

        Expect.Equal<DateTimeOffset?>(Now + Lease, early.ExpiresAt);
        Expect.Equal(8, await TotalAsync());
        Expect.Sequence(["a"], (await AllocationsAsync(After(100))).Select(a => a.Id));
        Expect.Equal(4, await TotalAsync(After(100)));
    }

    public async Task OfALongLeaseIsExact()
    {
        await AddAsync();
        TimeSpan lease = TimeSpan.FromHours(24) - Instant;
        await HoldAsync("a", Containers(1), lease: lease);
        Expect.Equal<DateTimeOffset?>(Now + lease, (await AllocationAsync("a")).ExpiresAt);
        Expect.Equal(1, await TotalAsync(Now + lease - Instant));
        Expect.Equal(0, await TotalAsync(Now + lease));
    }
}
