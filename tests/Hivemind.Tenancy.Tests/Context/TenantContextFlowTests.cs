using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Hivemind.Tenancy.Tests;

/// <summary>The context goes wherever the flow of execution goes, and nowhere else.</summary>
public sealed class TenantContextFlowTests
{
    private readonly TenantContext _context = Some.Context();
    private readonly TenantContext _other = Some.Context("globex");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Context_survives_await()
    {
        using (_context.Enter())
        {
            await Task.Yield();
            TenantContext.Current.Should().BeSameAs(_context);
            await Task.Run(() => { }, Cancellation);
            TenantContext.Current.Should().BeSameAs(_context);
        }

        TenantContext.Current.Should().BeNull();
    }

    [Fact]
    public async Task Context_survives_ConfigureAwait_false()
    {
        (await Through(_context)).Should().Equal(_context, _context, null);

        static async Task<TenantContext?[]> Through(TenantContext context)
        {
            TenantContext?[] seen = new TenantContext?[3];
            using (context.Enter())
            {
                await Task.Run(() => { }, Cancellation).ConfigureAwait(false);
                seen[0] = TenantContext.Current;
                await Task.Yield();
                await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
                seen[1] = TenantContext.Current;
            }

            seen[2] = TenantContext.Current;
            return seen;
        }
    }

    [Fact]
    public async Task Context_follows_into_Task_Run_even_when_it_runs_after_the_scope_was_left()
    {
        TaskCompletionSource left = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<(TenantContext?, TenantContext?)> task;
        using (_context.Enter())
        {
            task = Task.Run(
                async () =>
                {
                    TenantContext? before = TenantContext.Current;
                    await left.Task;
                    return (before, TenantContext.Current);
                },
                Cancellation);
        }

        TenantContext.Current.Should().BeNull();
        left.SetResult();
        (await task).Should().Be((_context, _context));
    }

    [Fact]
    public async Task What_a_child_flow_enters_or_leaves_does_not_reach_its_parent()
    {
        using (_context.Enter())
        {
            TenantContext? entered = await Task.Run(
                () =>
                {
                    _other.Enter();
                    return TenantContext.Current;
                },
                Cancellation);

            entered.Should().BeSameAs(_other);
            TenantContext.Current.Should().BeSameAs(_context);
        }

        TenantContext.Current.Should().BeNull();
    }

    [Fact]
    public async Task Context_follows_into_Parallel_ForEachAsync()
    {
        ConcurrentBag<TenantContext?> before = [];
        ConcurrentBag<bool> own = [];
        using (_context.Enter())
        {
            await Parallel.ForEachAsync(Enumerable.Range(0, 100), Cancellation, async (i, _) =>
            {
                before.Add(TenantContext.Current);
                TenantContext mine = Some.Context($"tenant-{i}");
                using (mine.Enter())
                {
                    await Task.Yield();
                    own.Add(ReferenceEquals(TenantContext.Current, mine));
                }

                own.Add(ReferenceEquals(TenantContext.Current, _context));
            });

            TenantContext.Current.Should().BeSameAs(_context);
        }

        before.Should().HaveCount(100).And.OnlyContain(c => ReferenceEquals(c, _context));
        own.Should().HaveCount(200).And.OnlyContain(isOwn => isOwn);
    }

    [Fact]
    public async Task Context_follows_into_timers()
    {
        TaskCompletionSource<TenantContext?> timer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource<TenantContext?> providersTimer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Timer one;
        ITimer other;
        using (_context.Enter())
        {
            one = new Timer(_ => timer.TrySetResult(TenantContext.Current), null, Timeout.Infinite, Timeout.Infinite);
            other = TimeProvider.System.CreateTimer(
                _ => providersTimer.TrySetResult(TenantContext.Current), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        await using (one)
        await using (other)
        {
            using (_other.Enter())
            {
                one.Change(0, Timeout.Infinite);
                other.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
            }

            (await timer.Task).Should().BeSameAs(_context, "it is the flow that made the timer which goes on in it");
            (await providersTimer.Task).Should().BeSameAs(_context);
        }
    }

    [Fact]
    public async Task Context_follows_into_threads_and_the_thread_pool()
    {
        TaskCompletionSource<TenantContext?> thread = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource<TenantContext?> pool = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource<TenantContext?> unsafePool = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using (_context.Enter())
        {
            new Thread(() => thread.SetResult(TenantContext.Current)) { IsBackground = true }.Start();
            ThreadPool.QueueUserWorkItem(_ => pool.SetResult(TenantContext.Current));
            ThreadPool.UnsafeQueueUserWorkItem(_ => unsafePool.SetResult(TenantContext.Current), null);
        }

        (await thread.Task).Should().BeSameAs(_context);
        (await pool.Task).Should().BeSameAs(_context);
        (await unsafePool.Task).Should().BeNull("this is how to start work that shall not inherit it");
    }

    [Fact]
    public async Task Context_does_not_follow_where_the_flow_is_suppressed()
    {
        using (_context.Enter())
        {
            Task<TenantContext?> task;
            using (ExecutionContext.SuppressFlow())
            {
                task = Task.Run(() => TenantContext.Current, Cancellation);
            }

            (await task).Should().BeNull();
            TenantContext.Current.Should().BeSameAs(_context);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Channel_hands_over_the_item_and_not_the_context(bool synchronousContinuations)
    {
        Channel<TenantContext> channel = Channel.CreateUnbounded<TenantContext>(
            new UnboundedChannelOptions { AllowSynchronousContinuations = synchronousContinuations });
        Task<(TenantContext? ByItself, TenantContext? Entered, TenantContext? Left)> stranger = Consume();
        Task<(TenantContext? ByItself, TenantContext? Entered, TenantContext? Left)> member;
        using (_other.Enter())
        {
            member = Consume();
        }

        using (_context.Enter())
        {
            await channel.Writer.WriteAsync(TenantContext.Required, Cancellation);
            await channel.Writer.WriteAsync(TenantContext.Required, Cancellation);
            TenantContext.Current.Should().BeSameAs(_context, "a consumer that goes on in this flow leaves no trace");
        }

        (await stranger).Should().Be(((TenantContext?)null, _context, (TenantContext?)null));
        (await member).Should().Be((_other, _context, _other));

        async Task<(TenantContext?, TenantContext?, TenantContext?)> Consume()
        {
            TenantContext item = await channel.Reader.ReadAsync(Cancellation);
            TenantContext? byItself = TenantContext.Current;
            TenantContext? entered;
            using (item.Enter())
            {
                await Task.Yield();
                entered = TenantContext.Current;
            }

            return (byItself, entered, TenantContext.Current);
        }
    }
}
