using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.Testing;

/// <summary>Removing apps.</summary>
internal sealed class AppRemoveCases : WorkloadCases
{
    public async Task RemovesAndIsRepeatedHarmlessly()
    {
        await ApplyAsync(await WantedAsync());
        Expect.True(await Engine.RemoveAsync(Key(), null, Cancellation), "the first removal to say that it was there");
        Expect.True(!await Engine.RemoveAsync(Key(), null, Cancellation), "the second to say that it was not");
        Expect.Null(await Engine.FindAsync(Key(), Cancellation));
        Expect.Sequence([], await ListAsync());
    }

    public async Task RemovesOnlyWhatIsExpected()
    {
        DesiredApp first = await ApplyAsync(await WantedAsync());
        DesiredApp second = await ApplyAsync(Next(first) with { IsSuspended = true });
        Expect.True(!await Engine.RemoveAsync(Key(), first, Cancellation), "a removal of what was to do nothing");
        Expect.True(!await Engine.RemoveAsync(Key(), second with { Instance = Guid.NewGuid() }, Cancellation), "a removal of another of the key to do nothing");
        Expect.Equal(second, (await FindAsync(Key())).Desired);
        Expect.True(await Engine.RemoveAsync(Key(), second, Cancellation), "a removal of what is to remove it");
        Expect.Null(await Engine.FindAsync(Key(), Cancellation));
    }

    public async Task LeavesOthersAlone()
    {
        await ApplyAsync(await WantedAsync());
        DesiredApp other = await ApplyAsync(await WantedAsync("other"));
        DesiredApp betas = await ApplyAsync(await WantedAsync(tenant: Beta));
        await Engine.RemoveAsync(Key(), null, Cancellation);
        Expect.Equal(other, (await FindAsync(Key("other"))).Desired);
        Expect.Equal(betas, (await FindAsync(Key(tenant: Beta))).Desired);
    }

    public async Task ANewOneMayFollow()
    {
        await ApplyAsync(await WantedAsync());
        await Engine.RemoveAsync(Key(), null, Cancellation);
        DesiredApp next = await ApplyAsync(await WantedAsync(replicas: 1));
        Expect.Equal(next, (await UntilReadyAsync(Key())).Desired);
    }
}
