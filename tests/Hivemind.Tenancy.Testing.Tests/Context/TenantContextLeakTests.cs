namespace Hivemind.Tenancy.Testing.Tests;

public sealed class TenantContextLeakTests
{
    [Fact]
    public void Check_passes_where_every_scope_was_left()
    {
        using (TestTenants.Enter())
        {
            TenantContext.Required.UserId.Should().Be(TestTenants.Owner);
        }

        TenantContextLeak.Check();
    }

    [Fact]
    public void Check_says_what_leaked()
    {
        TenantScope scope = TestTenants.Enter("acme", "bob");

        TenantContextLeakException leak = ((Action)TenantContextLeak.Check).Should().Throw<TenantContextLeakException>().Which;

        leak.Message.Should().Contain("the context of tenant 'acme' of user 'bob'");
        leak.Leaked.Should().Be(new TenantContext(TenantId.Parse("acme"), "bob"));
        leak.Expected.Should().BeNull();
        scope.Dispose();
    }

    [Fact]
    public void Watch_compares_with_the_context_it_began_in()
    {
        using TenantScope outer = TestTenants.Enter("acme", "alice");
        using (TenantContextLeak.Watch())
        {
            using TenantScope inner = TestTenants.EnterSystem("job", "nightly");
        }

        IDisposable watch = TenantContextLeak.Watch();
        TenantScope leaked = TestTenants.EnterSystem("job", "nightly");
        ((Action)watch.Dispose).Should().Throw<TenantContextLeakException>().WithMessage("*tenant 'acme'*System of 'job'*");
        leaked.Dispose();
    }
}
