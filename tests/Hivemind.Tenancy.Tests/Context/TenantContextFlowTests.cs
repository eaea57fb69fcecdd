using System.Collections.Concurrent;

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
}
