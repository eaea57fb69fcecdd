using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>What hubs report where no answer reaches the client.</summary>
internal sealed class HubJournal
{
    private readonly ConcurrentDictionary<string, Channel<string>> _entries = new();

    public void Write(string about, string entry) => Of(about).Writer.TryWrite(entry);

    /// <summary>Waits for the next entry.</summary>
    public Task<string> ReadAsync(string about) =>
        Of(about).Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(HangLimit.Duration, TestContext.Current.CancellationToken);

    private Channel<string> Of(string about) => _entries.GetOrAdd(about, static _ => Channel.CreateUnbounded<string>());
}
