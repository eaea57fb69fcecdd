namespace Hivemind.Tenancy.Testing;

/// <summary>Waiting for the log to grow.</summary>
internal sealed class EventWaitCases : StoreCases
{
    /// <summary>Far longer than a store needs that looks now and then, far shorter than one that sleeps for ever.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public async Task EndsAtOnceWhenThereIsOneAlready()
    {
        await LoggedAtAsync(0, 1);
        await WaitedAsync(Store.WaitForEventsAsync(0, Cancellation).AsTask(), "it to end: there are two");
        await WaitedAsync(Second.WaitForEventsAsync(1, Cancellation).AsTask(), "it to end: there is one");
    }

    public async Task EndsWhenOneIsAppended()
    {
        await LoggedAtAsync(0);
        foreach (ITenantStore waiting in new[] { Store, Second })
        {
            long newest = (await waiting.ReadEventsAsync(new EventQuery { NewestFirst = true, Limit = 1 }, Cancellation)).NewestSequence;
            Task wait = waiting.WaitForEventsAsync(newest, Cancellation).AsTask();
            await AddAsync($"t-{newest}");
            await WaitedAsync(wait, "it to end when an event came");
            Expect.Equal(newest + 1, (await waiting.ReadEventsAsync(new EventQuery { After = newest }, Cancellation)).Events[0].Sequence);
        }
    }

    public async Task NeverSleepsPastAnEventThatComesBetweenLookAndWait()
    {
        Tenant tenant = await AddAsync();
        for (int round = 0; round < 50; round++)
        {
            using Barrier start = new(2);
            long newest = tenant.Version;
            Task wait = Task.Run(async () =>
            {
                start.SignalAndWait(Cancellation);
                await Second.WaitForEventsAsync(newest, Cancellation);
            });
            start.SignalAndWait(Cancellation);
            Thread.SpinWait(round * 40);
            tenant = await ChangeAsync(tenant, t => t with { Description = $"{t.Version}" });
            await WaitedAsync(wait, "it to end though the event came while the wait began");
        }
    }

    public async Task FollowsEveryEventOfSeveralWriters()
    {
        const int writers = 4;
        const int changesEach = 20;
        List<long> followed = [];
        Task follower = Task.Run(async () =>
        {
            while (followed.Count < writers * (changesEach + 1))
            {
                long after = followed.Count == 0 ? 0 : followed[^1];
                await Second.WaitForEventsAsync(after, Cancellation);
                followed.AddRange((await Second.ReadEventsAsync(new EventQuery { After = after }, Cancellation)).Events.Select(e => e.Sequence));
            }
        });
        await AtOnceAsync(writers, async i =>
        {
            ITenantStore store = i % 2 == 0 ? Store : Second;
            Tenant tenant = NewTenant($"t-{i}");
            await store.AddAsync(tenant, Created(tenant), null, Cancellation);
            for (int change = 0; change < changesEach; change++)
            {
                Tenant next = tenant with { Version = tenant.Version + 1 };
                await store.UpdateAsync(next, tenant.Version, onlyIfIdle: false, Updated(tenant, next), Cancellation);
                tenant = next;
            }
        });

        await WaitedAsync(follower, "a follower to see all of them");
        Expect.Sequence((await LogAsync()).Select(e => e.Sequence), followed);
    }

    public async Task CanBeCancelledAtEveryMoment()
    {
        await LoggedAtAsync(0);
        using CancellationTokenSource before = new();
        await before.CancelAsync();
        await Expect.ThrowsAsync<OperationCanceledException>(async () => await Store.WaitForEventsAsync(0, before.Token));

        Task other = Store.WaitForEventsAsync(1, Cancellation).AsTask();
        for (int round = 0; round < 10; round++)
        {
            using CancellationTokenSource cancelled = new();
            Task wait = Store.WaitForEventsAsync(1, cancelled.Token).AsTask();
            await Task.Delay(TimeSpan.FromMilliseconds(round), TimeProvider.System, Cancellation);
            await cancelled.CancelAsync();
            await Expect.ThrowsAsync<OperationCanceledException>(() => wait.WaitAsync(Patience, Cancellation));
        }

        Expect.True(!other.IsCompleted || other.IsCompletedSuccessfully, "another waiter to be left alone");
        await AddAsync("other");
        await WaitedAsync(other, "the waiter that nobody cancelled to end");
    }

    public async Task HoldsNothingThatOthersNeed()
    {
        Tenant tenant = await AddAsync(quotas: Limit(10));
        Task[] waits = [.. Enumerable.Range(0, 200).Select(_ => Store.WaitForEventsAsync(1, Cancellation).AsTask())];
        await WaitedAsync(WorkAsync(), "calls to succeed beside 200 waiters");
        await ChangeAsync(tenant, t => t with { Description = "new" });
        await WaitedAsync(Task.WhenAll(waits), "all of them to end");

        async Task WorkAsync()
        {
            for (int i = 0; i < 5; i++)
            {
                await HoldAsync($"a-{i}", Containers(1));
                await UsageAsync();
            }
        }
    }

    private async Task WaitedAsync(Task task, string what)
    {
        try
        {
            await task.WaitAsync(Patience, Cancellation);
        }
        catch (TimeoutException)
        {
            throw new ConformanceException($"expected {what}, within {Patience.TotalSeconds} s it did not happen.");
        }
    }
}
