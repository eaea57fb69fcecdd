namespace Hivemind.Tenancy.Tests;

public sealed class TenantContextTests
{
    [Fact]
    public void Context_says_tenant_and_user()
    {
        TenantContext context = new(Some.TenantId, Some.User);

        context.TenantId.Should().Be(Some.TenantId);
        context.UserId.Should().Be(Some.User);
        context.IsSystem.Should().BeFalse();
        context.Reason.Should().BeNull();
        context.TenantUid.Should().BeNull("nobody has looked the tenant up");
        context.BoundTo.Should().Be((TenantReference)Some.TenantId);
    }

    [Fact]
    public void System_context_says_actor_and_reason_and_no_tenant()
    {
        TenantContext context = TenantContext.System("janitor", "nightly clean-up");

        context.TenantId.Should().BeNull();
        context.UserId.Should().BeNull("an actor need not be a user");
        context.Actor.Should().Be("janitor");
        context.Reason.Should().Be("nightly clean-up");
        context.IsSystem.Should().BeTrue();
        context.TenantUid.Should().BeNull();
        context.BoundTo.Should().BeNull();
    }

    [Fact]
    public void Contexts_that_say_the_same_are_equal()
    {
        Some.Context().Should().Be(Some.Context());
        Some.Context().GetHashCode().Should().Be(Some.Context().GetHashCode());
        Some.Context().Should().NotBe(Some.Context("globex"));
        Some.Context().Should().NotBe(Some.Context("acme", "somebody else"));
        Some.Context().Should().NotBe(Some.Context("acme", Some.User.ToUpperInvariant()));
        TenantContext.System("janitor", "x").Should().Be(TenantContext.System("janitor", "x"));
        TenantContext.System("janitor", "x").Should().NotBe(TenantContext.System("janitor", "y"));
        TenantContext.System(Some.User, "x").Should().NotBe(Some.Context());
    }

    [Fact]
    public void Copy_cannot_be_turned_into_another_context() =>
        typeof(TenantContext).GetProperties().Where(p => p.SetMethod is { IsPublic: true }).Should().BeEmpty();

    [Fact]
    public void Claims_that_say_the_same_are_equal_and_cannot_be_entered()
    {
        TenantContextClaim claim = new(Some.TenantId, Some.User, Some.Uid);

        claim.TenantId.Should().Be(Some.TenantId);
        claim.UserId.Should().Be(Some.User);
        claim.TenantUid.Should().Be(Some.Uid);
        claim.Should().Be(new TenantContextClaim(Some.TenantId, Some.User, Some.Uid));
        claim.Should().NotBe(new TenantContextClaim(Some.TenantId, Some.User, TenantUid.NewUid()));
        typeof(TenantContextClaim).GetMethods().Where(m => m.ReturnType == typeof(TenantScope) || m.ReturnType == typeof(TenantContext)).Should().BeEmpty();
    }

    [Fact]
    public void Current_is_null_where_nobody_has_entered() => TenantContext.Current.Should().BeNull();

    [Fact]
    public void Required_throws_where_nobody_has_entered() =>
        ((Func<TenantContext>)(() => TenantContext.Required)).Should().Throw<TenantContextMissingException>();

    [Fact]
    public void Required_is_the_current_context()
    {
        TenantContext context = Some.Context();
        using (context.Enter())
        {
            TenantContext.Required.Should().BeSameAs(context);
            TenantContext.RequiredTenant.Should().Be(context.BoundTo!.Value);
            TenantContext.Current.Should().BeSameAs(context);
        }
    }
}
