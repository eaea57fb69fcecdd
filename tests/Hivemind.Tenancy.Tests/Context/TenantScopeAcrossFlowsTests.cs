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
        TenantScope scope = await EnterAsync(yields);

        TenantContext.Current.Should().BeNull();
        scope.Invoking(s => s.Dispose()).Should().Throw<InvalidOperationException>().WithMessage("*tenant 'acme'*current context is none*in the flow*");
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
    public async Task Leaving_in_a_flow_that_is_elsewhere_is_an_error_and_changes_neither()
    {
        TenantScope scope = _context.Enter();
        TenantContext other = Some.Context("globex");

        await Task.Run(
            () =>
            {
                using (other.Enter())
                {
                    scope.Invoking(s => s.Dispose()).Should().Throw<InvalidOperationException>().WithMessage("*acme*globex*");
                    TenantContext.Current.Should().BeSameAs(other);
                }
            },
            Cancellation);

        TenantContext.Current.Should().BeSameAs(_context);
        scope.Dispose();
        TenantContext.Current.Should().BeNull();
    }

    [Fact]
    public async Task Leaving_in_a_flow_without_context_is_an_error_and_changes_neither()
    {
        TenantScope scope = _context.Enter();
        Task task;
        using (ExecutionContext.SuppressFlow())
        {
            task = Task.Run(() => scope.Dispose(), Cancellation);
        }

        await task.Awaiting(t => t).Should().ThrowAsync<InvalidOperationException>().WithMessage("*acme*none*");
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

    private async Task<TenantScope> EnterAsync(bool yields)
    {
        if (yields)
        {
            await Task.Yield();
        }

        return _context.Enter();
    }
}
