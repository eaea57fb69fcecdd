namespace Hivemind.Tenancy.Testing;

/// <summary>Cancellation, and what a store does when it cannot do its work.</summary>
internal sealed class FailureCases : StoreCases
{
    public async Task CancelledCallsThrowAndNothingHasHappened()
    {
        IReadOnlyList<(string Name, Func<ITenantStore, CancellationToken, Task> Call)> verbs = await SetUpAsync();
        string before = await StateAsync();
        using CancellationTokenSource cancelled = new();
        await cancelled.CancelAsync();
        foreach ((string name, Func<ITenantStore, CancellationToken, Task> call) in verbs)
        {
            await Expect.ThrowsAsync<OperationCanceledException>(() => call(Store, cancelled.Token), "the token is cancelled already", name);
            Expect.Equal(before, await StateAsync(), $"a cancelled {name} leaves nothing half done", "everything stored");
        }
    }

    public async Task CancelledInTheMiddleIsWholeOrNotAtAll()
    {
        await AddAsync(quotas: new ResourceQuotas { Containers = 1_000, CpuCores = 1_000 });
        ResourceAmounts both = new() { Containers = 1, CpuCores = 1 };
        for (int i = 0; i < 20; i++)
        {
            using CancellationTokenSource cancellation = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
            Task admission = Task.Run(async () => await Store.AdmitAsync(Request($"job-{i}", both), cancellation.Token));
            for (int spin = 0; spin < i * 200; spin++)
            {
                Thread.SpinWait(10);
            }

            await cancellation.CancelAsync();
            bool returned = false;
            try
            {
                await admission;
                returned = true;
            }
            catch (OperationCanceledException)
            {
                // Whether it took effect is for the usage to say.
            }

            TenantUsage usage = await UsageAsync();
            Expect.Equal(usage.Held, usage[ResourceNames.Containers].Total);
            Expect.Equal(usage.Held, usage[ResourceNames.Cpu].Total);
            Expect.True(!returned || (await AllocationsAsync()).Any(a => a.Id == $"job-{i}"), "what was returned as admitted to be held");
            await HoldAsync($"job-{i}", both);
            Expect.Equal(i + 1, await TotalAsync(), "a cancelled call may be repeated under its id");
        }
    }

    public async Task ABrokenStoreSaysSoInEveryVerb()
    {
        if (Harness.BreakAsync is null)
        {
            return;
        }

        IReadOnlyList<(string Name, Func<ITenantStore, CancellationToken, Task> Call)> verbs = await SetUpAsync();
        await Harness.BreakAsync(Cancellation);
        foreach ((string name, Func<ITenantStore, CancellationToken, Task> call) in verbs)
        {
            await Expect.ThrowsAsync<TenancyStoreException>(() => call(Store, Cancellation), "a failure is never an answer", name);
        }
    }

    private async Task<IReadOnlyList<(string Name, Func<ITenantStore, CancellationToken, Task> Call)>> SetUpAsync()
    {
        Tenant acme = await AddAsync(NewTenant() with { ResourceQuotas = Limit(10), Namespaces = ["web"] });
        Tenant terminating = await AddAsync("terminating", status: TenantStatus.Terminating);
        AdmissionResult hold = await HoldAsync("held", Containers(2), source: "engine-1");
        await CommittedAsync("committed", Containers(3), source: "engine-2");
        return StoreVerbs.All(acme, terminating, Now, hold.Admission);
    }

    /// <summary>Everything that is stored, as text.</summary>
    private async Task<string> StateAsync() => string.Join(
        '\n',
        [
            .. (await Store.ListAsync(new TenantQuery(), Cancellation)).Select(t => $"{t}"),
            .. (await AllocationsAsync()).Select(a => $"{a}"),
            $"{(await UsageAsync()).Grace}",
            .. (await LogAsync()).Select(e => $"{e.Sequence}"),
        ]);
}
