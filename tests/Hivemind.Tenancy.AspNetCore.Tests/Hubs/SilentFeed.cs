using System.Runtime.CompilerServices;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>A feed in which nothing ever happens: live connections are left alone, and what invocations are refused is seen.</summary>
internal sealed class SilentFeed : ITenancyEventFeed
{
    public async IAsyncEnumerable<EventFeedEntry> SubscribeAsync(int capacity = 1000, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        yield break;
    }

    public ValueTask<long> AcknowledgeAsync(string reader, long through, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<long> TrimAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();
}
