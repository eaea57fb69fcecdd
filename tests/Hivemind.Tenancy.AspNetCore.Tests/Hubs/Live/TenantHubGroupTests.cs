namespace Hivemind.Tenancy.AspNetCore.Tests;

public sealed class TenantHubGroupTests
{
    private static readonly TenantReference Acme = new(WebTestHost.Acme, TenantUid.Parse("0123456789abcdef0123456789abcdef", null));

    [Fact]
    public void Group_is_named_by_the_uid() => TenantHubGroup.Of(Acme, "news").Should().Be("0123456789abcdef0123456789abcdef/news");

    [Fact]
    public void Context_and_tenant_name_the_same_group() =>
        TenantHubGroup.Of(new TenantContext(Acme, "alice"), "news").Should().Be(TenantHubGroup.Of(Acme, "news"));

    [Fact]
    public void Without_a_uid_there_is_no_group()
    {
        Action[] unnamed =
        [
            () => TenantHubGroup.Of(WebTestHost.Acme, "news"),
            () => TenantHubGroup.Of(default(TenantReference), "news"),
            () => TenantHubGroup.Of(new TenantContext(WebTestHost.Acme, "alice"), "news"),
            () => TenantHubGroup.Of(TenantContext.User("alice"), "news"),
            () => TenantHubGroup.Of(TenantContext.Visitor(Acme), "news"),
        ];

        unnamed.Should().AllSatisfy(name => name.Should().Throw<ArgumentException>().WithMessage("*uid*"));
    }
}
