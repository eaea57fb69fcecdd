namespace Hivemind.Tenancy.Tests;

public sealed class RoleTests
{
    private static readonly Permission Deploy = Permission.Parse("containers:deploy");
    private static readonly Permission Read = Permission.Parse("*:read");

    [Fact]
    public void Permissions_are_sorted_without_duplicates()
    {
        Role role = new("deployer", [Deploy, Read, Deploy]);

        role.Id.Should().Be("deployer");
        role.Permissions.Should().Equal(Read, Deploy);
    }

    [Fact]
    public void Roles_that_say_the_same_are_equal()
    {
        new Role("deployer", [Deploy, Read]).Should().Be(new Role("deployer", [Read, Deploy, Read]));
        new Role("deployer", [Deploy, Read]).GetHashCode().Should().Be(new Role("deployer", [Read, Deploy]).GetHashCode());
        new Role("deployer", [Deploy]).Should().NotBe(new Role("deployer", [Read]));
        new Role("deployer", [Deploy]).Should().NotBe(new Role("Deployer", [Deploy]));
    }

    [Fact]
    public void Role_does_not_change_with_the_list_it_was_given()
    {
        List<Permission> given = [Read];
        Role role = new("reader", given);

        given.Add(Permission.Parse("*:*"));

        role.Permissions.Should().Equal(Read);
        role.Permissions.Should().NotBeAssignableTo<System.Collections.IList>();
    }

    [Fact]
    public void Role_without_a_permission_is_refused()
    {
        ((Action)(() => _ = new Role("nothing", []))).Should().Throw<ArgumentException>().WithMessage("*at least one*");
        ((Action)(() => _ = new Role("nothing", null!))).Should().Throw<ArgumentNullException>();
        ((Action)(() => _ = new Role("nothing", [Read, default]))).Should().Throw<ArgumentException>().WithMessage("*default(Permission)*");
    }

    [Fact]
    public void Subject_is_a_user_or_a_group()
    {
        RoleSubject user = RoleSubject.User("developers");
        RoleSubject group = RoleSubject.Group("developers");

        user.Should().Match<RoleSubject>(s => s.Id == "developers" && !s.IsGroup);
        group.Should().Match<RoleSubject>(s => s.Id == "developers" && s.IsGroup);
        user.Should().NotBe(group, "a user who is called like a group is not that group");
        user.ToString().Should().Be("user developers");
        group.ToString().Should().Be("group developers");
        user.Should().Be(RoleSubject.User("developers"));
        user.Should().NotBe(RoleSubject.User("Developers"));
    }

    [Fact]
    public void Binding_says_who_what_and_where()
    {
        RoleBinding binding = new(RoleSubject.User(Some.User), "deployer", PermissionScope.Tenant(Some.TenantId));

        binding.Subject.Should().Be(RoleSubject.User(Some.User));
        binding.Role.Should().Be(new RoleReference("deployer"));
        binding.Scope.Should().Be(PermissionScope.Tenant(Some.TenantId));
    }

    [Fact]
    public void Bindings_that_say_the_same_are_the_same()
    {
        RoleBinding binding = new(RoleSubject.User(Some.User), "deployer", PermissionScope.Tenant(Some.TenantId));

        binding.Should().Be(new RoleBinding(RoleSubject.User(Some.User), "deployer", PermissionScope.Tenant(TenantId.Parse("acme"))));
        binding.Should().NotBe(new RoleBinding(RoleSubject.Group(Some.User), "deployer", PermissionScope.Tenant(Some.TenantId)));
        binding.Should().NotBe(new RoleBinding(RoleSubject.User(Some.User), "reader", PermissionScope.Tenant(Some.TenantId)));
        binding.Should().NotBe(new RoleBinding(RoleSubject.User(Some.User), "deployer", PermissionScope.Global));
    }

    [Fact]
    public void Binding_of_nobody_or_nowhere_is_refused()
    {
        ((Action)(() => _ = new RoleBinding(default, "deployer", PermissionScope.Global)))
            .Should().Throw<ArgumentException>().WithMessage("*default(RoleSubject)*");
        ((Action)(() => _ = new RoleBinding(RoleSubject.User(Some.User), "deployer", default)))
            .Should().Throw<ArgumentException>().WithMessage("*default(PermissionScope)*");
        ((Action)(() => _ = new RoleBindingQuery { Subject = default(RoleSubject) }))
            .Should().Throw<ArgumentException>().WithMessage("*default(RoleSubject)*");
    }
}
