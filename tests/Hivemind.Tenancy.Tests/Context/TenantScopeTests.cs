using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Hivemind.Tenancy.Tests;

public sealed class TenantScopeTests
{
    private readonly TenantContext _outer = Some.Context();
    private readonly TenantContext _inner = Some.Context("globex");

    [Fact]
    public void Scopes_nest_and_leaving_restores()
    {
        using (_outer.Enter())
        {
            using (_inner.Enter())
            {
                using (TenantContext.System("janitor", "clean-up").Enter())
                {
                    TenantContext.Current!.IsSystem.Should().BeTrue();
                }

                TenantContext.Current.Should().BeSameAs(_inner);
            }

            TenantContext.Current.Should().BeSameAs(_outer);
        }

        TenantContext.Current.Should().BeNull();
    }

    [Fact]
    public void Context_can_be_entered_again_within_itself_and_afterwards()
    {
        using (_outer.Enter())
        {
            using (_outer.Enter())
            {
                TenantContext.Current.Should().BeSameAs(_outer);
            }

            TenantContext.Current.Should().BeSameAs(_outer);
        }

        using (_outer.Enter())
        {
            TenantContext.Current.Should().BeSameAs(_outer);
        }

        TenantContext.Current.Should().BeNull();
    }

    [Fact]
    public void Exception_leaves_on_its_way_out()
    {
        Action act = () =>
        {
            using (_outer.Enter())
            using (_inner.Enter())
            {
                throw new InvalidOperationException("boom");
            }
        };

        act.Should().Throw<InvalidOperationException>().WithMessage("boom");
        TenantContext.Current.Should().BeNull();
    }

    [Fact]
    public void Outer_scope_that_is_left_is_taken_out_from_below_and_reported()
    {
        using ScopeReportLog log = new();
        TenantScope outer = _outer.Enter();
        TenantScope inner = _inner.Enter();

        outer.Dispose();

        TenantContext.Current.Should().BeSameAs(_inner);
        log.Reports.Should().Equal((_outer, _inner));
        inner.Dispose();
        TenantContext.Current.Should().BeNull("the outer stay is over, and this is not the host's own code to go on in it");
        log.Reports.Should().HaveCount(1, "the inner one was left as it should be");
    }

    [Fact]
    public void Stays_below_and_above_the_one_taken_out_stay_and_are_left_as_always()
    {
        using ScopeReportLog log = new();
        TenantContext lowest = TenantContext.System("janitor", "clean-up");
        TenantContext highest = TenantContext.User("ulrich");
        TenantScope a = lowest.Enter();
        TenantScope b = _outer.Enter();
        TenantScope c = _inner.Enter();
        TenantScope d = highest.Enter();

        b.Dispose();
        c.Dispose();

        TenantContext.Current.Should().BeSameAs(highest);
        log.Reports.Should().Equal((_outer, highest), (_inner, highest));
        d.Dispose();
        TenantContext.Current.Should().BeSameAs(lowest);
        a.Dispose();
        TenantContext.Current.Should().BeNull();
        log.Reports.Should().HaveCount(2);
    }

    [Fact]
    public void Leaving_twice_is_reported_and_changes_nothing()
    {
        using ScopeReportLog log = new();
        using (_outer.Enter())
        {
            TenantScope scope = _inner.Enter();
            scope.Dispose();

            scope.Dispose();

            TenantContext.Current.Should().BeSameAs(_outer);
            log.Reports.Should().Equal((_inner, _outer));
        }
    }

    [Fact]
    public void Leaving_is_by_stay_and_not_by_what_a_context_says()
    {
        using ScopeReportLog log = new();
        TenantScope outer = _outer.Enter();
        TenantScope inner = _outer.Enter();

        outer.Dispose();

        log.Reports.Should().HaveCount(1, "the same context was entered twice, and another stay is current");
        inner.Dispose();
        TenantContext.Current.Should().BeNull();
    }

    [Fact]
    public void Report_that_fails_masks_no_exception()
    {
        using ScopeReportLog log = new() { Fails = true };
        TenantScope lost = _outer.Enter();
        lost.Dispose();

        Action act = () =>
        {
            using (lost)
            {
                throw new InvalidOperationException("why");
            }
        };

        act.Should().Throw<InvalidOperationException>().WithMessage("why");
        log.Reports.Should().HaveCount(1);
    }

    [Fact]
    public async Task Host_logs_it_as_an_error_until_it_is_disposed_of()
    {
        TenancyHost host = new();
        await host.CreateAsync();
        TenantScope scope = _outer.Enter();
        scope.Dispose();

        scope.Dispose();
        host.Logs.GetSnapshot().Where(r => r.Level == LogLevel.Error).Should().ContainSingle()
            .Which.Message.Should().Contain("tenant 'acme' of user 'ulrich'").And.Contain("innermost first");
        FakeLogCollector logs = host.Logs;
        await host.DisposeAsync();
        scope.Dispose();
        logs.GetSnapshot().Should().ContainSingle(r => r.Level == LogLevel.Error);
    }

    [Fact]
    public void Default_scope_is_no_stay_and_leaves_nothing()
    {
        using (_outer.Enter())
        {
            default(TenantScope).Dispose();

            TenantContext.Current.Should().BeSameAs(_outer);
        }
    }

    [Fact]
    public void Scopes_are_equal_when_they_are_the_same_stay()
    {
        using TenantScope outer = _outer.Enter();
        using TenantScope inner = _inner.Enter();
        TenantScope copy = inner;

        copy.Equals(inner).Should().BeTrue();
        copy.Equals((object)inner).Should().BeTrue();
        (copy == inner).Should().BeTrue();
        copy.GetHashCode().Should().Be(inner.GetHashCode());
        (inner != outer).Should().BeTrue();
        inner.Equals("inner").Should().BeFalse();
    }
}
