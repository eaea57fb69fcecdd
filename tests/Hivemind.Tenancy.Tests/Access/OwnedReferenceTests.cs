using System.Text.Json;

namespace Hivemind.Tenancy.Tests;

/// <summary>Roles and groups are named with whose they are.</summary>
public sealed class OwnedReferenceTests
{
    private static readonly TenantReference Acme = new(TenantId.Parse("acme"), TenantUid.Parse("0123456789abcdef0123456789abcdef"));
    private static readonly TenantReference AcmeAgain = new(TenantId.Parse("acme"), TenantUid.Parse("fedcba9876543210fedcba9876543210"));
    private static readonly TenantReference Beta = new(TenantId.Parse("beta"), Acme.Uid);

    public static TheoryData<string> Ids => ["ops", "a b", "tenant-role acme ops", "role ops", "acme@x", "user x", "\u00e4\U0001F600", new string('x', 256)];

    [Fact]
    public void Of_one_id_each_owner_has_its_own()
    {
        TenantReference?[] owners = [null, Acme, AcmeAgain, Beta, Acme.Id];

        owners.Select(o => new RoleReference("ops", o)).Distinct().Should().HaveCount(owners.Length);
        owners.Select(o => new GroupReference("ops", o)).Distinct().Should().HaveCount(owners.Length);
        owners.Select(o => RoleSubject.Group(new GroupReference("ops", o))).Append(RoleSubject.User("ops")).Distinct().Should().HaveCount(owners.Length + 1);
        owners.Select(o => new Role("ops", [new Permission("a", "b")], o)).Distinct().Should().HaveCount(owners.Length);
        new RoleReference("ops", Acme).Should().Be(new RoleReference("ops", Acme)).And.NotBe(new RoleReference("Ops", Acme));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Text_is_read_as_it_is_written(string id)
    {
        foreach (TenantReference? owner in new TenantReference?[] { null, Acme, Acme.Id })
        {
            RoleReference role = new(id, owner);
            GroupReference group = new(id, owner);
            RoleReference.Parse(role.ToString()).Should().Be(role);
            GroupReference.Parse(group.ToString()).Should().Be(group);
            RoleSubject.Parse(RoleSubject.Group(group).ToString()).Should().Be(RoleSubject.Group(group));
            JsonSerializer.Deserialize<RoleReference>(JsonSerializer.Serialize(role)).Should().Be(role);
            JsonSerializer.Deserialize<GroupReference>(JsonSerializer.Serialize(group)).Should().Be(group);
            JsonSerializer.Deserialize<RoleSubject>(JsonSerializer.Serialize(RoleSubject.Group(group))).Should().Be(RoleSubject.Group(group));
        }

        new[] { new RoleReference(id).ToString(), new RoleReference(id, Acme).ToString(), new RoleReference(id, Acme.Id).ToString() }.Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void Text_says_whose_it_is()
    {
        new RoleReference("ops").ToString().Should().Be("role ops");
        new RoleReference("ops", Acme).ToString().Should().Be("tenant-role acme@0123456789abcdef0123456789abcdef ops");
        new GroupReference("devs", Acme.Id).ToString().Should().Be("tenant-group acme devs");
        RoleSubject.Group("devs").ToString().Should().Be("group devs");
        RoleSubject.Group(new GroupReference("devs", Acme)).ToString().Should().Be("tenant-group acme@0123456789abcdef0123456789abcdef devs");
    }

    [Theory]
    [InlineData("ops")]
    [InlineData("group ops")]
    [InlineData("tenant-group acme ops")]
    [InlineData("tenant-role acme")]
    [InlineData("tenant-role Acme ops")]
    [InlineData("tenant-role acme@1 ops")]
    [InlineData("tenant-role  ops")]
    [InlineData("")]
    public void Text_that_names_no_role_is_refused(string text) =>
        ((Action)(() => RoleReference.Parse(text))).Should().Throw<FormatException>();

    [Fact]
    public void References_are_made_of_ids_and_roles()
    {
        RoleReference platforms = "ops";
        RoleReference own = new Role("ops", [new Permission("a", "b")], Acme);
        GroupReference group = "devs";

        platforms.Should().Be(new RoleReference("ops"));
        platforms.Tenant.Should().BeNull();
        own.Should().Be(new RoleReference("ops", Acme));
        group.Should().Be(new GroupReference("devs"));
        ((Action)(() => _ = new RoleReference("ops", default(TenantReference)))).Should().Throw<ArgumentException>();
        ((Action)(() => _ = new GroupReference("ops", default(TenantReference)))).Should().Throw<ArgumentException>();
        ((Action)(() => _ = new Role("ops", [new Permission("a", "b")], default(TenantReference)))).Should().Throw<ArgumentException>();
        ((Action)(() => _ = RoleSubject.Group(default))).Should().Throw<ArgumentException>();
        ((Action)(() => _ = new RoleBinding(RoleSubject.User("u"), default(RoleReference), PermissionScope.Global))).Should().Throw<ArgumentException>();
    }

    [Fact]
    public void What_a_tenant_owns_is_bound_in_its_scopes_only()
    {
        RoleReference role = new("ops", Acme);
        RoleSubject group = RoleSubject.Group(new GroupReference("devs", Acme));
        PermissionScope[] within = [PermissionScope.Tenant(Acme), PermissionScope.Namespace(Acme, "web"), PermissionScope.Resource(Acme, "web", "api")];
        PermissionScope[] outside =
            [PermissionScope.Global, PermissionScope.Tenant(Beta), PermissionScope.Tenant(AcmeAgain), PermissionScope.Namespace(AcmeAgain, "web"), PermissionScope.Tenant(Acme.Id)];

        foreach (PermissionScope scope in within)
        {
            new RoleBinding(group, role, scope).Should().NotBe(new RoleBinding(RoleSubject.Group("devs"), role, scope)).And.NotBe(new RoleBinding(group, "ops", scope));
        }

        foreach (PermissionScope scope in outside)
        {
            ((Action)(() => _ = new RoleBinding(RoleSubject.User("u"), role, scope))).Should().Throw<ArgumentException>().WithMessage("*its scopes only*");
            ((Action)(() => _ = new RoleBinding(group, "ops", scope))).Should().Throw<ArgumentException>().WithMessage("*its scopes only*");
        }
    }

    [Fact]
    public void Grants_of_a_tenants_own_role_outside_it_are_none()
    {
        Role role = new("ops", [new Permission("a", "b")], Acme);
        UserGrants grants = new(
            new[] { PermissionScope.Global, PermissionScope.Tenant(Beta), PermissionScope.Tenant(AcmeAgain), PermissionScope.Namespace(Acme, "web") }.Select(s => (s, role, (DateTimeOffset?)null)),
            DateTimeOffset.UnixEpoch);

        grants.Scopes.Scopes.Should().Equal(PermissionScope.Namespace(Acme, "web"));
        grants.IsGranted(role.Permissions[0], PermissionScope.Global).Should().BeFalse();
        grants.IsGranted(role.Permissions[0], PermissionScope.Tenant(AcmeAgain)).Should().BeFalse();
        grants.IsGranted(role.Permissions[0], PermissionScope.Namespace(Acme, "web")).Should().BeTrue();
    }

    [Theory]
    [InlineData("acme")]
    [InlineData("acme@0123456789abcdef0123456789abcdef")]
    public void Tenants_are_read_as_they_are_written(string text)
    {
        TenantReference.Parse(text).ToString().Should().Be(text);
        JsonSerializer.Deserialize<TenantReference>($"\"{text}\"").Should().Be(TenantReference.Parse(text));
        JsonSerializer.Serialize(TenantReference.Parse(text)).Should().Be($"\"{text}\"");
    }

    [Theory]
    [InlineData("")]
    [InlineData("Acme")]
    [InlineData("acme@")]
    [InlineData("@0123456789abcdef0123456789abcdef")]
    [InlineData("acme@0123456789ABCDEF0123456789abcdef")]
    [InlineData("acme@00000000000000000000000000000000")]
    [InlineData("acme@0123456789abcdef0123456789abcdef@")]
    public void Text_that_names_no_tenant_is_refused(string text)
    {
        TenantReference.TryParse(text, out _).Should().BeFalse();
        ((Action)(() => TenantReference.Parse(text))).Should().Throw<FormatException>();
    }
}
