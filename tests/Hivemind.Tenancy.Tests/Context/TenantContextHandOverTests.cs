using System.Threading.Channels;

namespace Hivemind.Tenancy.Tests;

/// <summary>Hand-over to timers, threads and other flows: who starts the work decides, not who triggers it.</summary>
public sealed class TenantContextHandOverTests
{
    private readonly TenantContext _context = Some.Context();
    private readonly TenantContext _other = Some.Context("globex");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

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
