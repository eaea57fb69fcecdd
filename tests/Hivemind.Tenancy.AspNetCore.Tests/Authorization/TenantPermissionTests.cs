using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.AspNetCore.Tests;

public sealed class TenantPermissionTests
{
    private const string Deploying = "deploying";

    [Theory]
    [InlineData("/deploy")]
    [InlineData("/attribute")]
    [InlineData("/group/deploy")]
    [InlineData("/reading/deploy")]
    [InlineData("/policy")]
    [InlineData("/built-policy")]
    [InlineData("/actions/deploy")]
    [InlineData("/tenant/deploy")]
    public async Task Endpoint_runs_for_users_with_the_permission_and_answers_others_with_what_they_lack(string path)
    {
        await using WebTestHost host = await StartAsync();

        await host.GetAsync(path, "alice", "acme").ShouldSayAsync("acme/alice");
        await host.GetAsync(path, "viv", "acme").ShouldLackAsync("things:deploy", "acme");
        await host.GetAsync(path, "opa", "acme").ShouldLackAsync("things:deploy", "acme");
        await host.GetAsync(path, "gina", "acme").ShouldBeRefusedAsync();
    }

    /// <summary>A group's and a controller's permission is needed beside the endpoint's own.</summary>
    [Theory]
    [InlineData("/reading/plain")]
    [InlineData("/tenant/read")]
    public async Task Permission_of_a_group_or_controller_is_needed_by_all_of_it(string path)
    {
        await using WebTestHost host = await StartAsync();

        await host.GetAsync(path, "viv", "acme").ShouldSayAsync("acme/viv");
        await host.GetAsync(path, "opa", "acme").ShouldLackAsync("things:read", "acme");
    }

    [Theory]
    [InlineData("/reading/deploy")]
    [InlineData("/tenant/deploy")]
    public async Task Permission_of_an_endpoint_does_not_stand_for_that_of_its_group(string path)
    {
        await using WebTestHost host = await StartAsync();
        await host.Access.SetRoleAsync(new Role("deployer", [Permission.Parse("things:deploy")]), TestContext.Current.CancellationToken);
        await host.Access.BindRoleAsync(
            new RoleBinding(RoleSubject.User("dan"), "deployer", PermissionScope.Tenant(WebTestHost.Acme)), TestContext.Current.CancellationToken);

        await host.GetAsync("/deploy", "dan", "acme").ShouldSayAsync("acme/dan");
        await host.GetAsync(path, "dan", "acme").ShouldLackAsync("things:read", "acme");
    }

    [Fact]
    public async Task Permission_in_one_tenant_is_none_in_another()
    {
        await using WebTestHost host = await StartAsync();
        await host.BindAsync("alice", BuiltInRoles.TenantViewer, PermissionScope.Tenant(WebTestHost.Globex));

        await host.GetAsync("/deploy", "alice", "acme").ShouldSayAsync("acme/alice");
        await host.GetAsync("/deploy", "alice", "globex").ShouldLackAsync("things:deploy", "globex");
    }

    [Fact]
    public async Task Permission_given_and_taken_counts_for_the_next_request()
    {
        await using WebTestHost host = await StartAsync();
        RoleBinding binding = new(RoleSubject.User("viv"), BuiltInRoles.TenantOperator.Id, PermissionScope.Tenant(WebTestHost.Acme));
        await host.GetAsync("/deploy", "viv", "acme").ShouldLackAsync("things:deploy", "acme");

        await host.Access.BindRoleAsync(binding, TestContext.Current.CancellationToken);
        await host.GetAsync("/deploy", "viv", "acme").ShouldSayAsync("acme/viv");
        await host.Access.UnbindRoleAsync(binding, TestContext.Current.CancellationToken);

        await host.GetAsync("/deploy", "viv", "acme").ShouldLackAsync("things:deploy", "acme");
    }

    /// <summary>So says ASP.NET Core of all authorization; the door stays.</summary>
    [Fact]
    public async Task AllowAnonymous_lifts_the_permission_and_not_the_tenant()
    {
        await using WebTestHost host = await StartAsync();

        await host.GetAsync("/anonymous", "viv", "acme").ShouldSayAsync("acme/viv");
        await host.GetAsync("/anonymous", "gina", "acme").ShouldBeRefusedAsync();
        await host.GetAsync("/anonymous", "viv").ShouldBeRefusedAsync();
        await host.GetAsync("/anonymous", user: null, "acme").ShouldBeAsync(HttpStatusCode.Unauthorized);
    }

    /// <summary>AllowNoTenant lifts what endpoints ask, never what a policy does.</summary>
    [Fact]
    public async Task Policy_is_not_lifted()
    {
        await using WebTestHost host = await StartAsync();

        await host.GetAsync("/policy-without-tenant", "alice", "acme").ShouldBeAsync(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Cookies_scheme_still_redirects_who_lacks_a_permission()
    {
        await using WebTestHost host = await SignInHost.StartAsync(app => app.MapWho()
            .RequireAuthorization(policy => policy.AddAuthenticationSchemes(SignInHost.Cookie).RequireAuthenticatedUser())
            .RequireTenantPermission("things", "deploy"));
        await host.BindAsync("viv", BuiltInRoles.TenantViewer, PermissionScope.Tenant(WebTestHost.Acme));

        HttpResponseMessage response =
            await host.SendSignedInAsync("/who", "acme", SignInHost.Cookie, await host.SignInAsync(SignInHost.Cookie, "viv"));

        response.StatusCode.Should().Be(HttpStatusCode.Redirect);
        response.Headers.Location!.AbsolutePath.Should().Be("/Account/AccessDenied");
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Should().BeEmpty();
    }

    private static Task<WebTestHost> StartAsync() => PermissionHost.StartAsync(
        app =>
        {
            app.MapWho("/deploy").RequireTenantPermission("things", "deploy");
            app.MapGet("/attribute", [RequireTenantPermission("things", "deploy")] () => Who.Now());
            app.MapGroup("/group").RequireTenantPermission("things", "deploy").MapWho("/deploy");
            app.MapGroup("/reading").RequireTenantPermission("things", "read").MapWho("/plain");
            app.MapGroup("/reading").RequireTenantPermission("things", "read").MapWho("/deploy").RequireTenantPermission("things", "deploy");
            app.MapWho("/policy").RequireAuthorization(Deploying);
            app.MapWho("/built-policy").RequireAuthorization(policy => policy.RequireTenantPermission("things", "deploy"));
            app.MapWho("/policy-without-tenant").RequireAuthorization(Deploying).AllowNoTenant();
            app.MapWho("/anonymous").RequireTenantPermission("things", "deploy").AllowAnonymous();
            app.MapControllers();
        },
        services =>
        {
            services.AddAuthorization(options => options.AddPolicy(Deploying, policy => policy.RequireTenantPermission("things", "deploy")));
            services.AddControllers().AddApplicationPart(typeof(TenantPermissionTests).Assembly);
        });
}
