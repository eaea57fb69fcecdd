namespace Hivemind.Tenancy.Tests;

/// <summary>What the feed refuses, before anything is read.</summary>
public sealed class EventFeedArgumentTests : IAsyncDisposable
{
    private readonly TenancyHost _host = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ITenancyEventFeed Feed => _host.Get<ITenancyEventFeed>();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(100_000, true)]
    [InlineData(100_001, false)]
    [InlineData(int.MinValue, false)]
    public void Capacity_is_one_to_a_hundred_thousand(int capacity, bool allowed)
    {
        Action subscribe = () => Feed.SubscribeAsync(capacity, Cancellation);

        if (allowed)
        {
            subscribe.Should().NotThrow();
        }
        else
        {
            subscribe.Should().Throw<ArgumentOutOfRangeException>().WithMessage($"Capacity is 1 to 100000.*{capacity}*").WithParameterName(nameof(capacity));
        }
    }

    [Theory]
    [InlineData(null, "*")]
    [InlineData("", "Reader is empty: 1 to 256*")]
    [InlineData(" a", "Reader ' a'*")]
    public async Task Reader_has_a_name(string? reader, string message) =>
        (await this.Awaiting(_ => Feed.AcknowledgeAsync(reader!, 1, Cancellation).AsTask()).Should().ThrowAsync<ArgumentException>())
            .WithMessage(message).WithParameterName(nameof(reader));

    [Fact]
    public async Task Number_read_through_is_not_negative()
    {
        await this.Awaiting(_ => Feed.AcknowledgeAsync("exporter", -1, Cancellation).AsTask()).Should().ThrowAsync<ArgumentOutOfRangeException>().WithParameterName("through");

        (await Feed.AcknowledgeAsync("exporter", 0, Cancellation)).Should().Be(0);
    }

    [Fact]
    public async Task Feed_of_a_host_that_has_stopped_takes_no_subscriber()
    {
        ITenancyEventFeed feed = Feed;
        await _host.DisposeAsync();
        await using IAsyncEnumerator<EventFeedEntry> entries = feed.SubscribeAsync(cancellationToken: Cancellation).GetAsyncEnumerator(Cancellation);

        await this.Awaiting(_ => entries.MoveNextAsync().AsTask()).Should().ThrowAsync<ObjectDisposedException>();
    }

    [Fact]
    public async Task Subscriber_may_begin_where_the_execution_context_does_not_flow()
    {
        await using IAsyncEnumerator<EventFeedEntry> entries = Feed.SubscribeAsync(cancellationToken: Cancellation).GetAsyncEnumerator(Cancellation);
        Task<bool> next;
        using (ExecutionContext.SuppressFlow())
        {
            next = entries.MoveNextAsync().AsTask();
        }

        (await next).Should().BeTrue();
    }

    [Fact]
    public async Task Subscriber_that_has_cancelled_gets_nothing()
    {
        using CancellationTokenSource source = new();
        await source.CancelAsync();
        await using IAsyncEnumerator<EventFeedEntry> entries = Feed.SubscribeAsync(cancellationToken: source.Token).GetAsyncEnumerator(source.Token);

        await this.Awaiting(_ => entries.MoveNextAsync().AsTask()).Should().ThrowAsync<OperationCanceledException>();
    }
}
