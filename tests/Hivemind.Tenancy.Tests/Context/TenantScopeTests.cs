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
    public void Leaving_out_of_order_is_an_error_that_says_so_and_changes_nothing()
    {
        TenantScope outer = _outer.Enter();
        TenantScope inner = _inner.Enter();

        outer.Invoking(s => s.Dispose()).Should().Throw<InvalidOperationException>()
            .WithMessage("*out of order*leaving tenant 'acme' of user 'ulrich'*current*tenant 'globex' of user 'ulrich'*innermost first*");

        TenantContext.Current.Should().BeSameAs(_inner);
        inner.Dispose();
        TenantContext.Current.Should().BeSameAs(_outer);
        outer.Dispose();
        TenantContext.Current.Should().BeNull();
    }

    [Fact]
    public void Leaving_out_of_order_names_a_System_context_by_its_actor()
    {
        TenantScope system = TenantContext.System("janitor", "clean-up").Enter();
        TenantScope inner = _inner.Enter();

        system.Invoking(s => s.Dispose()).Should().Throw<InvalidOperationException>().WithMessage("*System*janitor*globex*");

        inner.Dispose();
        system.Dispose();
    }

    [Fact]
    public void Leaving_twice_is_an_error_that_says_so_and_changes_nothing()
    {
        TenantScope scope = _outer.Enter();
        scope.Dispose();

        scope.Invoking(s => s.Dispose()).Should().Throw<InvalidOperationException>().WithMessage("*leaving tenant 'acme'*current context is none*once*");
        TenantContext.Current.Should().BeNull();
    }

    [Fact]
    public void Leaving_twice_inside_another_stay_is_an_error_and_leaves_that_one_alone()
    {
        using (_outer.Enter())
        {
            TenantScope scope = _inner.Enter();
            scope.Dispose();

            scope.Invoking(s => s.Dispose()).Should().Throw<InvalidOperationException>();
            TenantContext.Current.Should().BeSameAs(_outer);
        }
    }

    [Fact]
    public void Leaving_is_by_stay_and_not_by_what_a_context_says()
    {
        TenantScope outer = Some.Context().Enter();
        TenantScope inner = Some.Context().Enter();

        outer.Invoking(s => s.Dispose()).Should().Throw<InvalidOperationException>("an equal context is another stay");

        inner.Dispose();
        outer.Dispose();
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
