namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>A reader of events.</summary>
internal sealed class EventFollower(IAsyncEnumerable<EventFeedEntry> entries) : Follower<EventFeedEntry>(_ => entries)
{
    public async Task<EventFeedEntry> TakeAsync()
    {
        (await EndsOrStepsAsync()).Should().BeTrue("another entry was to come");
        return Current;
    }

    /// <summary>The next entry's event, a change of a tenant's description.</summary>
    public async Task<string?> TakeTextAsync() => ((TenantUpdated)(await TakeAsync()).Event!).After.Description;

    /// <summary>That it ends now, by itself.</summary>
    public async Task ShouldEndAsync() => (await EndsOrStepsAsync()).Should().BeFalse();

    /// <summary>That the next it gets is a failure.</summary>
    public async Task<T> ShouldThrowAsync<T>()
        where T : Exception
    {
        Func<Task> next = EndsOrStepsAsync;
        return (await next.Should().ThrowAsync<T>()).Which;
    }
}
