namespace Hivemind.Tenancy.Tests;

public sealed class PermissionScopeTests
{
    private static readonly TenantId Acme = Some.TenantId;
    private static readonly TenantId Globex = Some.OtherTenantId;

    /// <summary>A small world in which names repeat in different places, each scope with its path from the outermost inwards.</summary>
    private static readonly (PermissionScope Scope, string[] Path)[] World =
    [
        (PermissionScope.Global, []),
        .. from tenant in new[] { Acme, Globex } select (PermissionScope.Tenant(tenant), new[] { tenant.Value }),
        .. from tenant in new[] { Acme, Globex }
           from name in new[] { "web", "acme" }
           select (PermissionScope.Namespace(tenant, name), new[] { tenant.Value, name }),
        .. from tenant in new[] { Acme, Globex }
           from name in new[] { "web", "acme" }
           from resource in new[] { "web", "api" }
           select (PermissionScope.Resource(tenant, name, resource), new[] { tenant.Value, name, resource }),
    ];

    [Fact]
    public void Includes_of_all_pairs_is_true_exactly_when_the_other_lies_within()
    {
        World.Should().HaveCount(15);
        foreach ((PermissionScope scope, string[] path) in World)
        {
            foreach ((PermissionScope other, string[] otherPath) in World)
            {
                bool within = otherPath.Length >= path.Length && path.SequenceEqual(otherPath.Take(path.Length));

                scope.Includes(other).Should().Be(within, "{0} and {1}", scope, other);
            }
        }
    }

    [Theory]
    [InlineData("*", "*", true)]
    [InlineData("*", "acme/web/api", true)]
    [InlineData("acme", "*", false)]
    [InlineData("acme", "acme", true)]
    [InlineData("acme", "acme/web", true)]
    [InlineData("acme", "globex", false)]
    [InlineData("acme", "globex/acme", false)]
    [InlineData("acme/web", "acme", false)]
    [InlineData("acme/web", "acme/web/api", true)]
    [InlineData("acme/web", "acme/acme/web", false)]
    [InlineData("acme/web", "globex/web", false)]
    [InlineData("acme/web/api", "acme/web/api", true)]
    [InlineData("acme/web/api", "acme/web", false)]
    [InlineData("acme/web/api", "acme/web/web", false)]
    [InlineData("acme/web/api", "globex/web/api", false)]
    public void Includes_by_example(string scope, string other, bool includes) =>
        Find(scope).Includes(Find(other)).Should().Be(includes);

    [Fact]
    public void Includes_is_reflexive_antisymmetric_and_transitive()
    {
        PermissionScope[] scopes = [.. World.Select(w => w.Scope)];
        foreach (PermissionScope a in scopes)
        {
            a.Includes(a).Should().BeTrue();
            foreach (PermissionScope b in scopes.Where(a.Includes))
            {
                (b.Includes(a) && a != b).Should().BeFalse();
                scopes.Where(b.Includes).Should().OnlyContain(c => a.Includes(c));
            }
        }
    }

    [Fact]
    public void Default_includes_nothing_and_lies_in_nothing()
    {
        default(PermissionScope).Includes(default).Should().BeFalse();
        World.Should().OnlyContain(w => !w.Scope.Includes(default) && !default(PermissionScope).Includes(w.Scope));
        default(PermissionScope).ToString().Should().BeEmpty();
    }

    [Fact]
    public void Scope_says_what_it_was_given()
    {
        PermissionScope scope = PermissionScope.Resource(Acme, "web", "api");

        scope.Kind.Should().Be(PermissionScopeKind.Resource);
        scope.TenantId.Should().Be(Acme);
        scope.NamespaceName.Should().Be("web");
        scope.ResourceName.Should().Be("api");
        scope.ToString().Should().Be("acme/web/api");
        PermissionScope.Global.Should().Match<PermissionScope>(
            s => s.Kind == PermissionScopeKind.Global && s.TenantId == null && s.NamespaceName == null && s.ResourceName == null);
        PermissionScope.Tenant(Acme).Should().Match<PermissionScope>(
            s => s.Kind == PermissionScopeKind.Tenant && s.TenantId == Acme && s.NamespaceName == null && s.ResourceName == null);
        PermissionScope.Namespace(Acme, "web").Should().Match<PermissionScope>(
            s => s.Kind == PermissionScopeKind.Namespace && s.TenantId == Acme && s.NamespaceName == "web" && s.ResourceName == null);
    }

    [Fact]
    public void Scopes_are_equal_when_they_are_the_same_place()
    {
        World.Select(w => w.Scope).Should().OnlyHaveUniqueItems();
        World.Select(w => w.Scope.ToString()).Should().OnlyHaveUniqueItems();
        PermissionScope.Namespace(Acme, "web").Should().Be(PermissionScope.Namespace(TenantId.Parse("acme"), "web"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Web")]
    [InlineData("web/api")]
    [InlineData("*")]
    [InlineData("web-")]
    public void Name_that_is_no_label_is_refused(string name)
    {
        ((Action)(() => PermissionScope.Namespace(Acme, name))).Should().Throw<ArgumentException>().WithMessage("*1 to 63*");
        ((Action)(() => PermissionScope.Resource(Acme, name, "api"))).Should().Throw<ArgumentException>().WithMessage("*1 to 63*");
        ((Action)(() => PermissionScope.Resource(Acme, "web", name))).Should().Throw<ArgumentException>().WithMessage("*1 to 63*");
    }

    [Fact]
    public void Null_name_is_refused()
    {
        ((Action)(() => PermissionScope.Namespace(Acme, null!))).Should().Throw<ArgumentNullException>();
        ((Action)(() => PermissionScope.Resource(Acme, "web", null!))).Should().Throw<ArgumentNullException>();
    }

    private static PermissionScope Find(string text) => World.Single(w => w.Scope.ToString() == text).Scope;
}
