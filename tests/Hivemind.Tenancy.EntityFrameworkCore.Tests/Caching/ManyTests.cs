namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

public sealed class ManyTests : IDisposable
{
    private readonly CacheProbe _probe = new();
    private readonly List<string> _asked = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _probe.Dispose();

    [Fact]
    public async Task Missing_ones_are_fetched_in_one_go_and_come_in_order()
    {
        await _probe.GetAsync("b", "B");

        (await GetAsync("c", "b", "a", "c")).Should().Equal("C", "B", "A", "C");

        _asked.Should().Equal("c a");
        (await GetAsync("a", "b", "c")).Should().Equal("A", "B", "C");
        _asked.Should().Equal("c a");
    }

    [Fact]
    public async Task One_key_is_fetched_once_however_it_is_asked_for()
    {
        TaskCompletionSource<string[]> source = new();
        Task<string[]> many = GetAsync(["a", "b"], _ => source.Task).AsTask();

        ValueTask<string> one = _probe.GetAsync("a", "not asked for");
        Task<string[]> others = GetAsync("b", "c").AsTask();
        source.SetResult(["A", "B"]);

        (await many).Should().Equal("A", "B");
        (await one).Should().Be("A");
        (await others).Should().Equal("B", "C");
        _asked.Should().Equal("c");
        _probe.Fetches.Should().Be(0);
    }

    [Fact]
    public async Task Failure_reaches_everybody_and_is_not_kept()
    {
        TaskCompletionSource<string[]> source = new();
        Task<string[]> many = GetAsync(["a", "b"], _ => source.Task).AsTask();
        ValueTask<string> one = _probe.GetAsync("b", "not asked for");

        source.SetException(new TenancyStoreException("down", isTransient: true));

        await many.Awaiting(t => t).Should().ThrowAsync<TenancyStoreException>();
        await one.AsTask().Awaiting(t => t).Should().ThrowAsync<TenancyStoreException>();
        _probe.Cache.Count.Should().Be(0);
    }

    [Fact]
    public async Task Caller_that_cancels_leaves_the_fetch_to_the_others()
    {
        using CancellationTokenSource mine = new();
        TaskCompletionSource<string[]> source = new();
        Task<string[]> many = _probe.Cache.GetManyAsync(["a", "b"], _ => new ValueTask<string[]>(source.Task), mine.Token).AsTask();
        ValueTask<string> one = _probe.GetAsync("b", "not asked for");

        await mine.CancelAsync();
        await many.Awaiting(t => t).Should().ThrowAsync<OperationCanceledException>();
        source.SetResult(["A", "B"]);

        (await one).Should().Be("B");
    }

    [Fact]
    public async Task Running_fetch_is_not_kept_when_one_of_its_keys_is_forgotten()
    {
        TaskCompletionSource<string[]> source = new();
        Task<string[]> many = GetAsync(["a", "b"], _ => source.Task).AsTask();

        _probe.Cache.Forget("a");
        source.SetResult(["old A", "B"]);
        await many;

        _probe.Has("a").Should().BeFalse();
        _probe.Has("b").Should().BeTrue();
    }

    private ValueTask<string[]> GetAsync(params string[] keys) => GetAsync(keys, places =>
    {
        _asked.Add(string.Join(' ', places.Select(p => keys[p])));
        return Task.FromResult<string[]>([.. places.Select(p => keys[p].ToUpperInvariant())]);
    });

    private ValueTask<string[]> GetAsync(string[] keys, Func<IReadOnlyList<int>, Task<string[]>> fetch) =>
        _probe.Cache.GetManyAsync(keys, places => new ValueTask<string[]>(fetch(places)), Cancellation);
}
