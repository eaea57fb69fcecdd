using System.Net;

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
        string may = Plain((await root.OpenAsync(Page + "?user=bob&permission=containers:deploy")).Text);
        string mayToo = Plain((await olga.OpenAsync(Page + "?user=bob&permission=containers:deploy")).Text);
        string mayNot = Plain((await olga.OpenAsync(Page + "?user=bob&permission=role-bindings:update")).Text);
        string owner = Plain((await olga.OpenAsync(Page + "?user=olga&permission=")).Text);
        string nonsense = Plain((await olga.OpenAsync(Page + "?user=bob&permission=x")).Text);

        may.Should().Contain("bob may containers:deploy.").And.Contain("Because the group ops, to which they belong, has the role tenant-operator in the whole tenant.");
        mayToo.Should().Contain("Because they, or a group of theirs, have the role tenant-operator in the whole tenant.", "who may not read groups is not told of them");
        mayNot.Should().Contain("bob may not role-bindings:update.");
        owner.Should().Contain("olga has access.").And.Contain("Because they own the tenant.");
        nonsense.Should().Contain("A permission is written as resource:action");
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
}
