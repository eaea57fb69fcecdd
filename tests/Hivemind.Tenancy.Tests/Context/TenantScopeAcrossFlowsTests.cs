namespace Hivemind.Tenancy.Tests;

/// <summary>Entering and leaving belong into one flow of execution, which is why entering is synchronous.</summary>
public sealed class TenantScopeAcrossFlowsTests
{
    private readonly TenantContext _context = Some.Context();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_an_awaited_method_enters_is_lost_to_its_caller(bool yields)
    {
        using ScopeReportLog log = new();
        TenantScope scope = await EnterAsync(yields);

        TenantContext.Current.Should().BeNull();
        scope.Dispose();
        log.Reports.Should().Equal((_context, null));
    }

    [Fact]
    public async Task What_an_iterator_enters_is_lost_at_its_yield_and_leaving_it_reported()
    {
        using ScopeReportLog log = new();
        TenantContext outer = Some.Context("globex");
        using (outer.Enter())
        {
            await foreach (TenantContext? inside in EnteringAsync())
            {
                inside.Should().BeSameAs(_context);
                TenantContext.Current.Should().BeSameAs(outer, "what the iterator entered is not its caller's");
            }

            TenantContext.Current.Should().BeSameAs(outer);
        }

        TenantContext.Current.Should().BeNull();
        log.Reports.Should().Equal((_context, outer));
    }

    [Fact]
    public async Task Scope_can_be_left_after_await_on_another_thread()
    {
        TenantScope scope = _context.Enter();
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await Task.Yield();

        scope.Dispose();

        TenantContext.Current.Should().BeNull();
    }

    [Fact]
    public async Task Leaving_in_a_flow_that_is_elsewhere_takes_it_out_there_only_and_is_reported()
    {
        TenantScope scope = _context.Enter();
        TenantContext other = Some.Context("globex");
        using ScopeReportLog log = new();

        await Task.Run(
            () =>
            {
                using (other.Enter())
                {
                    scope.Dispose();
                    TenantContext.Current.Should().BeSameAs(other);
                }

                TenantContext.Current.Should().BeNull();
            },
            Cancellation);

        TenantContext.Current.Should().BeSameAs(_context);
        log.Reports.Should().Equal((_context, other));
        scope.Dispose();
        TenantContext.Current.Should().BeNull();
    }

    [Fact]
    public async Task Leaving_in_a_flow_without_context_changes_neither()
    {
        TenantScope scope = _context.Enter();
        Task task;
        using (ExecutionContext.SuppressFlow())
        {
            task = Task.Run(() => scope.Dispose(), Cancellation);
        }

        await task;
        TenantContext.Current.Should().BeSameAs(_context);
        scope.Dispose();
    }

    [Fact]
    public async Task Leaving_in_a_child_flow_ends_the_stay_there_only()
    {
        TenantScope scope = _context.Enter();

        TenantContext? inChild = await Task.Run(
            () =>
            {
                scope.Dispose();
                return TenantContext.Current;
            },
            Cancellation);

        inChild.Should().BeNull();
        TenantContext.Current.Should().BeSameAs(_context, "a child has its own copy of the flow");
        scope.Dispose();
        TenantContext.Current.Should().BeNull();
    }

    private async IAsyncEnumerable<TenantContext?> EnteringAsync()
    {
        using TenantScope scope = _context.Enter();
        yield return TenantContext.Current;
        await Task.Yield();
    }

    private async Task<TenantScope> EnterAsync(bool yields)
    {
        if (yields)
        {
            await Task.Yield();
        }

        return _context.Enter();
    }
}
