using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.Testing;

/// <summary>Saying that something has changed.</summary>
internal sealed class AppWatchCases : WorkloadCases
{
    public async Task SaysWhatIsAppliedAndRemoved()
    {
        DesiredApp wanted = await WantedAsync(replicas: 1);
        await using IAsyncEnumerator<EngineChange> changes = Engine.WatchAsync(null, Cancellation).GetAsyncEnumerator(Cancellation);
        ValueTask<bool> first = changes.MoveNextAsync();
        await ApplyAsync(wanted);
        EngineChange change = await SaidAsync(changes, first, wanted);
        await Engine.RemoveAsync(wanted.Key, null, Cancellation);
        EngineChange last = await SaidAsync(changes, changes.MoveNextAsync(), wanted);
        Expect.NotEqual(change.Cursor, last.Cursor);
    }

    public async Task GoesOnFromACursor()
    {
        DesiredApp wanted = await WantedAsync(replicas: 1);
        EngineChange heard;
        await using (IAsyncEnumerator<EngineChange> changes = Engine.WatchAsync(null, Cancellation).GetAsyncEnumerator(Cancellation))
        {
            ValueTask<bool> first = changes.MoveNextAsync();
            await ApplyAsync(wanted);
            heard = await SaidAsync(changes, first, wanted);
        }

        DesiredApp betas = await ApplyAsync(await WantedAsync(tenant: Beta, replicas: 1));
        await using IAsyncEnumerator<EngineChange> later = Engine.WatchAsync(heard.Cursor, Cancellation).GetAsyncEnumerator(Cancellation);
        await SaidAsync(later, later.MoveNextAsync(), betas);
    }

    public async Task SaysThatEverythingMayHaveChangedForACursorItDoesNotKnow()
    {
        await ApplyAsync(await WantedAsync(replicas: 1));
        await using IAsyncEnumerator<EngineChange> changes = Engine.WatchAsync("no such cursor", Cancellation).GetAsyncEnumerator(Cancellation);
        Expect.True(await changes.MoveNextAsync().AsTask().WaitAsync(Harness.Patience, Cancellation), "a change");
        Expect.Null(changes.Current.Source, "the whole is listed again");
    }

    /// <summary>Reads on until a change is about the app's tenant and source, or about everything.</summary>
    private async Task<EngineChange> SaidAsync(IAsyncEnumerator<EngineChange> changes, ValueTask<bool> next, DesiredApp about)
    {
        while (true)
        {
            Expect.True(await next.AsTask().WaitAsync(Harness.Patience, Cancellation), "the watch to go on");
            if ((changes.Current.Source ?? about.Source) == about.Source && (changes.Current.Tenant ?? about.Key.Tenant) == about.Key.Tenant)
            {
                return changes.Current;
            }

            next = changes.MoveNextAsync();
        }
    }
}
