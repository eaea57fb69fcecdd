using CsCheck;

namespace Hivemind.Tenancy.Tests;

public sealed class GrantedScopesTests
{
    private static readonly PermissionScope[] Pool =
    [
        PermissionScope.Tenant(TenantId.Parse("a")), PermissionScope.Tenant(TenantId.Parse("b")),
        PermissionScope.Namespace(TenantId.Parse("b"), "web"), PermissionScope.Namespace(TenantId.Parse("c"), "web"),
        PermissionScope.Resource(TenantId.Parse("c"), "web", "api"), PermissionScope.Resource(TenantId.Parse("d"), "web", "api"),
        PermissionScope.Tenant(Some.Tenant("a")), PermissionScope.Namespace(Some.Tenant("b"), "web"), PermissionScope.Tenant(Some.Tenant("d")),
        PermissionScope.Tenant(Other("a")), PermissionScope.Namespace(Other("c"), "web"),
        PermissionScope.Global,
    ];

    [Fact]
    public void Tenants_are_those_in_which_anything_is_held_in_order()
    {
        GrantedScopes scopes = new([Pool[5], Pool[2], Pool[1], Pool[0], Pool[2]]);

        scopes.IsGlobal.Should().BeFalse();
        scopes.Tenants.Select(t => t.Id.Value).Should().Equal("a", "b", "d");
        scopes.Scopes.Should().BeEquivalentTo([Pool[5], Pool[2], Pool[1], Pool[0]]);
        scopes.Reaches(Some.Tenant("d") with { Namespaces = ["web"] }).Should().BeTrue("a resource in it is held");
        scopes.Reaches(Some.Tenant("d")).Should().BeFalse("it has that namespace no more");
        scopes.Reaches(Some.Tenant("c") with { Namespaces = ["web"] }).Should().BeFalse();
    }

    [Fact]
    public void Scope_of_a_former_tenant_reaches_nothing_and_one_without_a_uid_whoever_holds_the_id()
    {
        Tenant current = Some.Tenant() with { Namespaces = ["web"] };
        TenantReference former = Other("acme");

        new GrantedScopes([PermissionScope.Tenant(former), PermissionScope.Namespace(former, "web")]).Reaches(current).Should().BeFalse();
        new GrantedScopes([PermissionScope.Tenant(former), PermissionScope.Tenant(current)]).Reaches(current).Should().BeTrue();
        new GrantedScopes([PermissionScope.Tenant(former), PermissionScope.Tenant(current.Id)]).Reaches(current).Should().BeTrue();
        new GrantedScopes([PermissionScope.Tenant(former), PermissionScope.Tenant(current.Id)]).Tenants.Should().Equal(current.Id);
        new GrantedScopes([PermissionScope.Tenant(former), PermissionScope.Tenant(current)]).Tenants.Should().BeEquivalentTo([former, (TenantReference)current]);
    }

    [Fact]
    public void Global_reaches_every_tenant_and_lists_none()
    {
        GrantedScopes scopes = new([PermissionScope.Global]);

        scopes.IsGlobal.Should().BeTrue();
        scopes.Tenants.Should().BeEmpty();
        scopes.Reaches(Some.Tenant()).Should().BeTrue();
    }

    [Fact]
    public void None_reaches_nothing()
    {
        GrantedScopes.None.IsGlobal.Should().BeFalse();
        GrantedScopes.None.Tenants.Should().BeEmpty();
        GrantedScopes.None.Scopes.Should().BeEmpty();
        GrantedScopes.None.Reaches(Some.Tenant()).Should().BeFalse();
    }

    [Fact]
    public void Reaches_agrees_with_a_look_at_every_scope() =>
        Gen.Select(Gen.Int[0, Pool.Length - 1].Array[0, 5], Gen.Char['a', 'e']).Sample(
            (picks, letter) =>
            {
                TenantId tenant = TenantId.Parse(letter.ToString());
                PermissionScope[] held = [.. picks.Select(i => Pool[i])];
                GrantedScopes scopes = new(held);
                Tenant looked = Some.Tenant(tenant.Value) with { Namespaces = ["web"] };
                PermissionScope[] within = [PermissionScope.Tenant(looked), PermissionScope.Namespace(looked, "web"), PermissionScope.Resource(looked, "web", "api")];
                return scopes.Reaches(looked) == held.Any(s => within.Any(s.Includes))
                    && held.Where(s => s.Reference is not null).All(s => scopes.Tenants.Any(t => PermissionScope.Tenant(t).Includes(s)))
                    && scopes.Tenants.All(t => held.Any(s => s.Reference == t))
                    && scopes.Tenants.Select(t => t.Id).SequenceEqual(scopes.Tenants.Select(t => t.Id).Order())
                    && scopes.Scopes.ToHashSet().SetEquals(held);
            },
            iter: 5_000);

    [Fact]
    public void Scopes_do_not_change_with_the_list_they_came_from()
    {
        List<PermissionScope> given = [Pool[0]];
        GrantedScopes scopes = new(given);

        given.Add(PermissionScope.Global);

        scopes.IsGlobal.Should().BeFalse();
        scopes.Scopes.Should().ContainSingle();
    }

    [Fact]
    public void Null_and_default_are_refused()
    {
        ((Action)(() => _ = new GrantedScopes(null!))).Should().Throw<ArgumentNullException>();
        ((Action)(() => _ = new GrantedScopes([Pool[0], default]))).Should().Throw<ArgumentException>().WithMessage("*default(PermissionScope)*");
    }

    /// <summary>A tenant that had the id before.</summary>
    private static TenantReference Other(string id) => new(TenantId.Parse(id), Some.UidOf("other " + id));
}
