namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

public sealed class CapacityTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Oldest_answers_go_when_there_are_too_many()
    {
        using CacheProbe probe = new(capacity: 100);

        for (int i = 0; i < 1000; i++)
        {
            await probe.GetAsync($"{i}", "answer");
            probe.Cache.Count.Should().BeLessThanOrEqualTo(100);
        }

        probe.Cache.Count.Should().Be(100);
        probe.Has("999").Should().BeTrue();
        probe.Has("900").Should().BeTrue();
        probe.Has("899").Should().BeFalse();
    }

    [Fact]
    public async Task Strangers_asking_at_once_fill_no_more_either()
    {
        using CacheProbe probe = new(capacity: 100);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(t => Task.Run(async () =>
        {
            for (int i = 0; i < 5000; i++)
            {
                await probe.GetAsync($"{t} {i}", "");
                if (i % 7 == 0)
                {
                    probe.Cache.Forget($"{t} {i}");
                }
            }
        }, Cancellation)));

        probe.Cache.Count.Should().BeLessThanOrEqualTo(100);
    }

    [Fact]
    public async Task What_was_forgotten_is_not_held_for_ever()
    {
        using CacheProbe probe = new(capacity: 100);
        WeakReference first = await AskAsync(probe);

        for (int i = 0; i < 300; i++)
        {
            await probe.GetAsync("key", "answer");
            probe.Cache.Forget("key");
        }

        GC.Collect();
        first.IsAlive.Should().BeFalse("the queue is bounded by the capacity, too");

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static async Task<WeakReference> AskAsync(CacheProbe probe)
        {
            string answer = new('x', 10);
            await probe.GetAsync("key", answer);
            probe.Cache.Forget("key");
            return new WeakReference(answer);
        }
    }

    [Fact]
    public async Task Expired_answers_go_as_new_ones_come()
    {
        using CacheProbe probe = new();
        for (int i = 0; i < 100; i++)
        {
            await probe.GetAsync($"{i}", "answer");
        }

        probe.Time.Advance(CacheProbe.Duration);
        for (int i = 0; i < 10; i++)
        {
            await probe.GetAsync($"new {i}", "answer");
        }

        probe.Cache.Count.Should().Be(10);
    }
}
