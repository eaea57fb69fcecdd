namespace Hivemind.Tenancy.Tests;

/// <summary>What a role may be, and what a binding asks of its tenant, as any store decides it.</summary>
public sealed class AccessRulesTests
{
    private static readonly TenantReference Acme = new(Some.TenantId, Some.Uid);

    [Fact]
    public void Built_in_roles_are_neither_changed_nor_removed_but_a_tenants_own_of_their_ids_is()
    {
        Refused(() => AccessRules.EnsureNotBuiltIn(BuiltInRoles.TenantAdmin.Id, "role")).Should().StartWith("Role 'tenant-admin' is built in");
        Refused(() => AccessRules.EnsureMayRemove(BuiltInRoles.TenantAdmin.Id, "role")).Should().StartWith("Role 'tenant-admin' is built in");

        AccessRules.EnsureNotBuiltIn("deployer", "role");
        AccessRules.EnsureMayRemove("deployer", "role");
        AccessRules.EnsureMayRemove(new RoleReference(BuiltInRoles.TenantAdmin.Id, Acme), "role");
    }

    [Fact]
    public void Role_that_is_not_there_is_named_with_its_owner()
    {
        AccessRules.NoSuchRole("deployer", "role").Message.Should().StartWith("There is no role 'deployer'.");
        AccessRules.NoSuchRole(new RoleReference("deployer", Acme), "role").Message.Should().StartWith("Tenant 'acme").And.Contain("has no role 'deployer' of its own.");
        AccessRules.NoSuchRole("deployer", "role").ParamName.Should().Be("role");
    }

    [Fact]
    public void What_lasts_names_the_very_tenant()
    {
        Refused(() => AccessRules.EnsureHasUid((TenantReference?)new TenantReference(Some.TenantId), "role")).Should().Contain("'acme'").And.Contain("give it the uid");
        Refused(() => AccessRules.EnsureHasUid(PermissionScope.Tenant(Some.TenantId), "role")).Should().Contain("'acme'").And.Contain("give it the uid");

        AccessRules.EnsureHasUid((TenantReference?)null, "role");
        AccessRules.EnsureHasUid((TenantReference?)Acme, "role");
        AccessRules.EnsureHasUid(PermissionScope.Global, "role");
        AccessRules.EnsureHasUid(PermissionScope.Namespace(Acme, "web"), "role");
    }

    [Fact]
    public void What_goes_as_a_whole_lies_in_one_tenant()
    {
        Refused(() => AccessRules.EnsureOfOneTenant(PermissionScope.Global, "role")).Should().StartWith("The platform does not go");
        Refused(() => AccessRules.EnsureOfOneTenant(PermissionScope.Tenant(Some.TenantId), "role")).Should().Contain("give it the uid");

        AccessRules.EnsureOfOneTenant(PermissionScope.Namespace(Acme, "web"), "role").Should().Be(Acme);
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void Binding_has_ended_when_its_time_has_come(int microseconds, bool hasEnded)
    {
        RoleBinding binding = Binding(PermissionScope.Global) with { EndsAt = Some.Time.AddMicroseconds(microseconds) };

        AccessRules.HasEnded(binding, Some.Time).Should().Be(hasEnded);
        AccessRules.HasEnded(binding with { EndsAt = null }, Some.Time).Should().BeFalse();
        Action make = () => AccessRules.EnsureNotEnded(binding, Some.Time);
        if (hasEnded)
        {
            make.Should().Throw<ArgumentException>().WithMessage("The binding ends at *, and it is * by the store's time*");
        }
        else
        {
            make.Should().NotThrow();
        }
    }

    [Fact]
    public void Binding_needs_the_very_tenant_that_takes_changes_and_has_the_namespace()
    {
        Tenant tenant = Some.Tenant() with { Namespaces = ["web"] };
        RoleBinding whole = Binding(PermissionScope.Tenant(Acme));
        RoleBinding web = Binding(PermissionScope.Namespace(Acme, "web"));
        RoleBinding gone = Binding(PermissionScope.Namespace(Acme, "gone"));

        foreach (RoleBinding fits in new[] { whole, web, Binding(PermissionScope.Global) })
        {
            AccessRules.EnsureBindable(fits, tenant);
            AccessRules.IsBindable(fits, tenant).Should().BeTrue();
        }

        Not<ArgumentException>(gone, tenant).Message.Should().StartWith("Tenant 'acme' has no namespace 'gone'");
        Not<TenantNotFoundException>(whole, tenant with { Uid = TenantUid.NewUid() });
        Not<TenantNotFoundException>(gone, tenant with { Uid = TenantUid.NewUid() });
        Not<TenantNotActiveException>(web, tenant with { Status = TenantStatus.Terminating });
        AccessRules.MayOwn(Acme, tenant: null).Should().BeFalse();
        AccessRules.MayOwn(Acme, tenant).Should().BeTrue();
        Action own = () => AccessRules.EnsureMayOwn(Acme, tenant: null);
        own.Should().Throw<TenantNotFoundException>();
    }

    private static RoleBinding Binding(PermissionScope scope) => new(RoleSubject.User("alice"), "tenant-viewer", scope);

    private static T Not<T>(RoleBinding binding, Tenant tenant)
        where T : Exception
    {
        AccessRules.IsBindable(binding, tenant).Should().BeFalse();
        Action bind = () => AccessRules.EnsureBindable(binding, tenant);
        return bind.Should().ThrowExactly<T>().Which;
    }

    private static string Refused(Action ask)
    {
        ArgumentException refusal = ask.Should().ThrowExactly<ArgumentException>().Which;
        refusal.ParamName.Should().Be("role");
        return refusal.Message;
    }
}
