using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.Dashboard.Tests;

public sealed class MembersTests
{
    private const string Page = "/acme/members";

    [Fact]
    public async Task A_role_is_given_until_a_time_and_taken_away()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        Tenant acme = await host.AddTenantAsync("acme", change: s => s with { Namespaces = ["web"] });
        using Person olga = new(host, "olga");
        SentPage sent = await olga.ChangeAsync(Page, "bind", ("subject", "bob"), ("role", "tenant-operator"), ("namespace", "web"), ("until", "2999-12-31T23:59"));
        sent.Location.Should().EndWith("?done=bound", sent.Text);
        RoleBinding bound = (await BindingsAsync(host, acme)).Should().ContainSingle().Subject;
        bound.Should().Be(new RoleBinding(RoleSubject.User("bob"), "tenant-operator", PermissionScope.Namespace(acme, "web"))
        {
            EndsAt = new DateTimeOffset(2999, 12, 31, 23, 59, 0, TimeSpan.Zero),
        });

        SentPage page = await olga.OpenAsync(Page);
        page.Text.Should().Contain("bob").And.Contain("in the namespace \u2068web\u2069");
        (await olga.SendAsync(page, Page, "unbind")).Location.Should().EndWith("?done=unbound");
        (await BindingsAsync(host, acme)).Should().BeEmpty();
        (await olga.SendAsync(page, Page, "unbind")).Status.Should().Be(HttpStatusCode.Conflict, "somebody has taken it away already");
    }

    [Fact]
    public async Task What_makes_no_sense_is_refused_at_its_field()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        Tenant acme = await host.AddTenantAsync("acme");
        using Person olga = new(host, "olga");
        SentPage sent = await olga.ChangeAsync(Page, "bind", ("subject", ""), ("namespace", "none"), ("until", "2001-01-01T00:00"));

        sent.Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        sent.ErrorAt("bind-subject").Should().NotBeNull();
        sent.ErrorAt("bind-namespace").Should().Be("The tenant has no such namespace.");
        sent.ErrorAt("bind-until").Should().Be("That time is over: choose one ahead.");
        (await olga.ChangeAsync(Page, "bind", ("subject", "bob"), ("role", "tenant-viewer"), ("until", "31/12/2999"))).ErrorAt("bind-until")
            .Should().Be("Say until when, as a date and a time in UTC, for instance 2030-12-31T23:59.", "as where grace is granted");
        (await BindingsAsync(host, acme)).Should().BeEmpty();
    }

    [Fact]
    public async Task Nobody_grants_more_than_they_hold_and_the_page_says_what_is_missing()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        Tenant acme = await host.AddTenantAsync("acme");
        using (TenantContext.System("test", "seeds").Enter())
        {
            await host.Access.SetRoleAsync(new Role("binder", [TenancyPermissions.UpdateBindings, TenancyPermissions.ReadBindings]), TestContext.Current.CancellationToken);
            await host.Access.BindRoleAsync(new RoleBinding(RoleSubject.User("bob"), "binder", PermissionScope.Tenant(acme)), TestContext.Current.CancellationToken);
        }

        using Person bob = new(host, "bob");
        SentPage sent = await bob.ChangeAsync(Page, "bind", ("subject", "bob"), ("role", "tenant-admin"));

        sent.Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        sent.ErrorAt("bind-role").Should().StartWith("You cannot give this role: it grants ");
        (await BindingsAsync(host, acme)).Should().ContainSingle();
    }

    [Fact]
    public async Task Who_may_only_look_is_offered_no_change_and_refused_one()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        Tenant acme = await host.AddTenantAsync("acme");
        await host.AddTenantAsync("globex", "gina");
        using (TenantContext.System("test", "seeds").Enter())
        {
            await host.Access.BindRoleAsync(new RoleBinding(RoleSubject.User("vera"), BuiltInRoles.TenantViewer.Id, PermissionScope.Tenant(acme)), TestContext.Current.CancellationToken);
        }

        using Person vera = new(host, "vera");
        using Person olga = new(host, "olga");
        SentPage page = await vera.OpenAsync(Page);
        page.Has("bind").Should().BeFalse();
        page.Has("unbind").Should().BeFalse();

        // What the owner's form sends, with a token of her own.
        Dictionary<string, string> form = (await olga.OpenAsync(Page)).Form("bind");
        form["subject"] = "vera";
        form["role"] = "tenant-viewer";
        (await vera.PostAsync(Page, form)).Status.Should().BeOneOf(HttpStatusCode.BadRequest, HttpStatusCode.UnprocessableEntity, HttpStatusCode.Forbidden);
        (await BindingsAsync(host, acme)).Should().ContainSingle();
        (await olga.OpenAsync("/globex/members")).Status.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Why_somebody_may_something_is_said_in_sentences()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        Tenant acme = await host.AddTenantAsync("acme");
        using (TenantContext.System("test", "seeds").Enter())
        {
            await host.Access.AddGroupMemberAsync("ops", "bob", TestContext.Current.CancellationToken);
            await host.Access.BindRoleAsync(new RoleBinding(RoleSubject.Group("ops"), BuiltInRoles.TenantOperator.Id, PermissionScope.Tenant(acme)), TestContext.Current.CancellationToken);
        }

        using Person olga = new(host, "olga");
        using Person root = new(host, "root");
        string may = Plain((await root.OpenAsync(Page + "?user=bob&permission=apps:deploy")).Text);
        string mayToo = Plain((await olga.OpenAsync(Page + "?user=bob&permission=apps:deploy")).Text);
        string mayNot = Plain((await olga.OpenAsync(Page + "?user=bob&permission=role-bindings:update")).Text);
        string owner = Plain((await olga.OpenAsync(Page + "?user=olga&permission=")).Text);
        string nonsense = Plain((await olga.OpenAsync(Page + "?user=bob&permission=x")).Text);

        may.Should().Contain("bob has the permission apps:deploy in the whole tenant.").And.Contain("Because the group ops, to which they belong, has the role tenant-operator in the whole tenant.");
        mayToo.Should().Contain("Because they, or a group of theirs, have the role tenant-operator in the whole tenant.", "who may not read groups is not told of them");
        mayNot.Should().Contain("bob does not have the permission role-bindings:update in the whole tenant.");
        owner.Should().Contain("olga has access.").And.Contain("Because they own the tenant.");
        nonsense.Should().Contain("A permission is written as resource:action");
    }

    public static TheoryData<string> OfThePlatform => [.. TenancyPermissions.AtGlobalScopeOnly.Select(p => p.ToString())];

    [Theory]
    [MemberData(nameof(OfThePlatform))]
    public async Task An_owner_is_not_said_to_have_what_operations_ask_for_on_the_whole_platform(string permission)
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        Tenant acme = await host.AddTenantAsync("acme");
        using (TenantContext.System("test", "seeds").Enter())
        {
            await host.Access.BindRoleAsync(new RoleBinding(RoleSubject.User("bob"), BuiltInRoles.TenantAdmin.Id, PermissionScope.Tenant(acme)), TestContext.Current.CancellationToken);
        }

        using Person olga = new(host, "olga");
        using Person root = new(host, "root");
        foreach ((Person asks, string about) in new[] { (olga, "olga"), (olga, "bob"), (root, "olga"), (root, "bob") })
        {
            Plain((await asks.OpenAsync($"{Page}?user={about}&permission={permission}")).Text).Should()
                .Contain($"{about} does not have the permission {permission} on the whole platform.")
                .And.Contain("That takes a role on the whole platform. A role in this tenant, or owning it, is not enough.");
        }

        Plain((await root.OpenAsync($"{Page}?user=root&permission={permission}")).Text).Should()
            .Contain($"root has the permission {permission} on the whole platform.").And.Contain("have the role platform-admin on the whole platform.");
        Plain((await olga.OpenAsync($"{Page}?user=root&permission={permission}")).Text).Should()
            .Contain($"root has the permission {permission} on the whole platform.").And.Contain("Because of a role on the whole platform.");
    }

    [Theory]
    [InlineData("tenants:update", true)]
    [InlineData("consumption:update", true)]
    [InlineData("*:*", true)]
    [InlineData("quotas:*", true)]
    [InlineData("apps:deploy", false)]
    [InlineData("events:read", false)]
    public async Task A_permission_of_which_a_part_counts_in_a_tenant_is_said_to_be_so(string permission, bool inPart)
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        await host.AddTenantAsync("acme");
        using Person olga = new(host, "olga");
        using Person root = new(host, "root");
        const string limit = "Some of what it is for takes it on the whole platform";

        string owner = Plain((await olga.OpenAsync($"{Page}?user=olga&permission={permission}")).Text);
        owner.Should().Contain($"olga has the permission {permission} in the whole tenant.").And.Contain("Because they own the tenant.");
        owner.Contains(limit, StringComparison.Ordinal).Should().Be(inPart);
        (await root.OpenAsync($"{Page}?user=root&permission={permission}")).Text.Should().NotContain(limit);
    }

    [Fact]
    public async Task What_a_provider_that_cannot_be_read_decides_for_the_platform_is_not_guessed()
    {
        await using DashboardHost host = await DashboardHost.StartAsync(t => t.UseRbac<Directory>());
        await host.AddTenantAsync("acme");
        using Person olga = new(host, "olga");

        string text = Plain((await olga.OpenAsync($"{Page}?user=bob&permission=quotas:update")).Text);
        text.Should().Contain("you may not see who may what there").And.NotContain("bob has").And.Contain("kept by the directory of this platform");
    }

    [Fact]
    public async Task What_each_role_may_do_is_said_in_words_and_what_the_owner_decides()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        await host.AddTenantAsync("acme");
        using (TenantContext.System("test", "seeds").Enter())
        {
            await host.Access.SetRoleAsync(new Role("deployer", [Permission.Parse("apps:deploy"), Permission.Parse("apps:read")]), TestContext.Current.CancellationToken);
        }

        using Person olga = new(host, "olga");
        string text = (await olga.OpenAsync(Page)).Text;

        text.Should().Contain("deployer Permissions: apps:deploy, apps:read").And.Contain("tenant-viewer Sees everything and changes nothing.")
            .And.Contain("Quotas, budgets, plan, isolation, namespaces, suspension and deletion are decided by the platform's operators.").And.NotContain("may do everything");
        BuiltInRoles.All.Select(r => RoleWords.Of(new EnglishTexts(), r)).Should().OnlyHaveUniqueItems().And.NotContain(w => w.StartsWith("Permissions", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_form_of_a_former_tenant_binds_nothing_in_the_one_made_again()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        Tenant former = await host.AddTenantAsync("acme");
        using Person olga = new(host, "olga");
        SentPage page = await olga.OpenAsync(Page);
        using (TenantContext.System("test", "makes it again").Enter())
        {
            await host.Tenants.DeleteTenantAsync(former, cancellationToken: TestContext.Current.CancellationToken);
        }

        Tenant acme = await host.AddTenantAsync("acme");
        SentPage sent = await olga.SendAsync(page, Page, "bind", ("subject", "bob"), ("role", "tenant-viewer"));

        sent.Status.Should().Be(HttpStatusCode.Conflict);
        (await BindingsAsync(host, acme)).Should().BeEmpty();
    }

    private static async Task<IReadOnlyList<RoleBinding>> BindingsAsync(DashboardHost host, Tenant tenant)
    {
        using TenantScope scope = TenantContext.System("test", "looks").Enter();
        return await host.Access.ListBindingsAsync(new RoleBindingQuery { Tenant = tenant }, TestContext.Current.CancellationToken);
    }

    private static string Plain(string text) => text.Replace("\u2068", string.Empty, StringComparison.Ordinal).Replace("\u2069", string.Empty, StringComparison.Ordinal);

    /// <summary>Says yes to each question about bob, and lists nothing.</summary>
    private sealed class Directory : IRbacProvider
    {
        public ValueTask<bool> IsGrantedAsync(string userId, Permission permission, PermissionScope scope, CancellationToken cancellationToken) => new(userId == "bob");

        public ValueTask<GrantedScopes> GetScopesAsync(string userId, CancellationToken cancellationToken) => new(userId == "bob" ? new GrantedScopes([PermissionScope.Global]) : GrantedScopes.None);
    }
}
