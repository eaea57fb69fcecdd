namespace Hivemind.Tenancy.Testing;

/// <summary>Many at once, on both hosts.</summary>
internal sealed class ConcurrencyCases : StoreCases
{
    private const int Many = 32;

    public async Task NeverAdmitsOverTheLimit()
    {
        await AddAsync(quotas: new ResourceQuotas { Containers = 100, CpuCores = 1000 });
        await CommittedAsync("base", Containers(90));
        IReadOnlyList<AdmissionResult> results = await AtOnceAsync(Many, async i =>
            await Host(i).AdmitAsync(Request($"job-{i}", new ResourceAmounts { Containers = 3, CpuCores = 1 }), Cancellation));

        Expect.Equal(3, results.Count(r => r.Decision.IsAdmitted), "3 of 3 fit into the 10 that are left");
        Expect.Equal(99, await TotalAsync());
        Expect.Equal(3, (await UsageAsync())[ResourceNames.Cpu].Total, "a refusal holds nothing of any resource");
        Expect.Equal(4, (await AllocationsAsync()).Select(a => a.Admission).Distinct().Count());
    }

    public async Task EndsWithTheExactSum()
    {
        await AddAsync(quotas: Limit(20));
        await AddAsync("umbrella", Limit(20));
        long[] kept = new long[2];
        await AtOnceAsync(8, async i =>
        {
            Random random = new(i);
            for (int turn = 0; turn < 15; turn++)
            {
                int which = random.Next(2);
                string tenant = which == 0 ? "acme" : "umbrella";
                string id = $"job-{i}-{turn}";
                long count = random.Next(1, 6);
                AdmissionResult result = await Host(turn).AdmitAsync(Request(id, Containers(count), tenant: tenant), Cancellation);
                if (!result.Decision.IsAdmitted)
                {
                    continue;
                }

                switch (random.Next(3))
                {
                    case 0:
                        await Host(turn + 1).CommitAsync(Id(tenant), id, result.Admission, Cancellation);
                        Interlocked.Add(ref kept[which], count);
                        break;
                    case 1:
                        Expect.True(await Host(turn + 1).ReleaseAsync(Id(tenant), id, result.Admission, true, Cancellation), "a live hold to be released");
                        break;
                    default:
                        await Host(turn).CommitAsync(Id(tenant), id, null, Cancellation);
                        Expect.True(await Host(turn + 1).ReleaseAsync(Id(tenant), id, null, false, Cancellation), "what is committed to be released");
                        break;
                }

                Expect.True(await TotalAsync(tenant: tenant) <= 20, "the total never to be over the limit");
            }
        });

        Expect.Equal(kept[0], await TotalAsync());
        Expect.Equal(kept[1], await TotalAsync(tenant: "umbrella"));
    }

    public async Task MakesOneAllocationOfOneId()
    {
        await AddAsync(quotas: Limit(10));
        IReadOnlyList<AdmissionResult> results = await AtOnceAsync(Many, async i =>
            await Host(i).AdmitAsync(Request("job", Containers(4)), Cancellation));

        Expect.True(results.All(r => r.Decision.IsAdmitted), "everybody to get the same allocation");
        Expect.Equal(Many, results.Select(r => r.Admission).Distinct().Count(), "each to have a number of its own");
        Expect.Equal(4, await TotalAsync());
    }

    public async Task ReleasesOnce()
    {
        await AddAsync(quotas: Limit(10));
        await CommittedAsync("other", Containers(5));
        for (int round = 0; round < 5; round++)
        {
            AdmissionResult hold = await HoldAsync("a", Containers(5));
            IReadOnlyList<bool> released = await AtOnceAsync(8, async i => i % 4 < 2
                ? await Host(i).ReleaseAsync(Acme, "a", null, false, Cancellation)
                : await Host(i).ReleaseAsync(Acme, "a", hold.Admission, true, Cancellation));
            Expect.Equal(1, released.Count(r => r));
            Expect.Equal(5, await TotalAsync());
        }
    }

    public async Task EndsAHoldByCommitOrByReleaseNeverByBoth()
    {
        await AddAsync();
        for (int round = 0; round < 10; round++)
        {
            string id = $"job-{round}";
            AdmissionResult hold = await HoldAsync(id, Containers(1));
            IReadOnlyList<bool> ended = await AtOnceAsync(2, async i =>
            {
                if (i == 0)
                {
                    return await Host(round).ReleaseAsync(Acme, id, hold.Admission, true, Cancellation);
                }

                try
                {
                    await Host(round + 1).CommitAsync(Acme, id, hold.Admission, Cancellation);
                    return true;
                }
                catch (ReservationExpiredException)
                {
                    return false;
                }
            });
            Expect.Equal(1, ended.Count(e => e), "either the commit or the release takes effect");
            Expect.Equal(ended[1], (await AllocationsAsync()).Any(a => a.Id == id));
        }
    }

    public async Task LosesNoUpdate()
    {
        const int writers = 8;
        await AddAsync();
        TaskCompletionSource allHaveRead = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int read = 0;
        await AtOnceAsync(writers, async i =>
        {
            for (int done = 0; done < 4;)
            {
                Tenant current = (await Host(i).FindAsync(Acme, Cancellation))!;
                if (Interlocked.Increment(ref read) == writers)
                {
                    allHaveRead.SetResult();
                }

                await allHaveRead.Task.WaitAsync(Cancellation);
                Tenant next = current with
                {
                    Version = current.Version + 1,
                    Labels = current.Labels.Append(new KeyValuePair<string, string>($"{i}-{done}", "done")).ToDictionary(),
                };
                try
                {
                    await Host(i).UpdateAsync(next, current.Version, onlyIfIdle: false, Updated(current, next), Cancellation);
                    done++;
                }
                catch (TenantVersionConflictException)
                {
                    // Somebody was faster: read again.
                }
            }
        });

        Tenant last = (await Store.FindAsync(Acme, Cancellation))!;
        Expect.Equal(33, last.Version);
        Expect.Equal(32, last.Labels.Count);
        Expect.Sequence(Enumerable.Range(2, 32).Select(v => (long)v), (await LogAsync()).OfType<TenantUpdated>().Select(e => e.After.Version));
    }

    public async Task GivesIdNameAndNamespaceToOneOnly()
    {
        Tenant[] rivals =
        [
            .. Enumerable.Range(0, 6).Select(i => NewTenant("same") with { Name = $"name-{i}" }),
            .. Enumerable.Range(0, 6).Select(i => NewTenant($"n-{i}") with { Name = i % 2 == 0 ? "Same Name" : "SAME NAME" }),
            .. Enumerable.Range(0, 6).Select(i => NewTenant($"s-{i}") with { Namespaces = [$"own-{i}", "same-space"] }),
        ];
        IReadOnlyList<TenantConflictKind?> conflicts = await AtOnceAsync<TenantConflictKind?>(rivals.Length, async i =>
        {
            try
            {
                await Host(i).AddAsync(rivals[i], Created(rivals[i]), null, Cancellation);
                return null;
            }
            catch (TenantConflictException e)
            {
                return e.Kind;
            }
        });

        Expect.Equal(3, conflicts.Count(c => c is null), "one of each kind is added");
        Expect.Equal(5, conflicts.Count(c => c == TenantConflictKind.Id));
        Expect.Equal(5, conflicts.Count(c => c == TenantConflictKind.Name));
        Expect.Equal(5, conflicts.Count(c => c == TenantConflictKind.Namespace));
        Expect.Equal(3, (await Store.ListAsync(new TenantQuery(), Cancellation)).Count);
        Expect.Equal(3, (await LogAsync()).Count);
    }

    public async Task AdmitsNothingOnceASuspensionHasReturned()
    {
        for (int round = 0; round < 5; round++)
        {
            string id = $"t-{round}";
            Tenant tenant = await AddAsync(id);
            int isSuspended = 0;
            int admitted = 0;
            await AtOnceAsync(5, async i =>
            {
                if (i == 0)
                {
                    try
                    {
                        await SetStatusAsync(tenant, TenantStatus.Suspended);
                    }
                    finally
                    {
                        Volatile.Write(ref isSuspended, 1);
                    }

                    return;
                }

                int lateTurns = 0;
                for (int turn = 0; lateTurns < 2; turn++)
                {
                    bool late = Volatile.Read(ref isSuspended) == 1;
                    lateTurns += late ? 1 : 0;
                    try
                    {
                        await Task.Yield();
                        await Host(i).AdmitAsync(Request($"job-{i}-{turn}", Containers(1), tenant: id), Cancellation);
                        Expect.True(!late, "nothing to be admitted after the suspension has returned");
                        Interlocked.Increment(ref admitted);
                    }
                    catch (TenantNotActiveException)
                    {
                        // As it should be.
                    }
                }
            });

            Expect.Equal(admitted, await TotalAsync(tenant: id), "what was admitted is held, and nothing else");
        }
    }

    public async Task LeavesNothingBehindWhenRemovalsRaceAdmissions()
    {
        for (int round = 0; round < 5; round++)
        {
            Tenant tenant = await AddAsync(NewTenant() with { Uid = TenantUid.NewUid() });
            await AtOnceAsync(5, async i =>
            {
                try
                {
                    if (i == 0)
                    {
                        await RemoveAsync(tenant);
                        return;
                    }

                    AdmissionResult hold = await Host(i).AdmitAsync(Request($"job-{i}", Containers(1)), Cancellation);
                    await Host(i).CommitAsync(Acme, $"job-{i}", hold.Admission, Cancellation);
                }
                catch (TenancyException e) when (e is TenantNotActiveException or TenantNotFoundException or ReservationExpiredException)
                {
                    // The removal was faster.
                }
            });
            Tenant again = await AddAsync(NewTenant() with { Uid = TenantUid.NewUid() });
            Expect.Equal(0, await TotalAsync());
            Expect.Sequence([], await AllocationsAsync());
            await RemoveAsync(again);
        }
    }

    public async Task SwapsOfNamesAndNamespacesDoNotHang()
    {
        await AtOnceAsync(4, async i =>
        {
            for (int turn = 0; turn < 6; turn++)
            {
                Tenant tenant = NewTenant($"t-{i}") with { Name = $"name-{turn % 2}", Namespaces = [$"n-{turn % 3}", $"n-{(turn + i) % 3}"], Uid = TenantUid.NewUid() };
                try
                {
                    await Host(i).AddAsync(tenant, Created(tenant), null, Cancellation);
                    Tenant last = tenant with { Status = TenantStatus.Terminating, Version = 2, Name = $"name-{(turn + 1) % 2}", Namespaces = [$"n-{(turn + 2) % 3}"] };
                    try
                    {
                        await Host(i + 1).UpdateAsync(last, 1, onlyIfIdle: false, Updated(tenant, last), Cancellation);
                    }
                    catch (TenantConflictException)
                    {
                        last = tenant with { Status = TenantStatus.Terminating, Version = 2 };
                        await Host(i + 1).UpdateAsync(last, 1, onlyIfIdle: false, Updated(tenant, last), Cancellation);
                    }

                    await Host(i).RemoveAsync(tenant, 2, Deleted(last), Cancellation);
                }
                catch (TenantConflictException)
                {
                    // Another has the name or a namespace now.
                }
            }
        });
        Expect.Sequence([], await Store.ListAsync(new TenantQuery(), Cancellation));
        await AddAsync(NewTenant() with { Name = "name-0", Namespaces = ["n-0", "n-1", "n-2"] });
    }

    private ITenantStore Host(int i) => i % 2 == 0 ? Store : Second;
}
