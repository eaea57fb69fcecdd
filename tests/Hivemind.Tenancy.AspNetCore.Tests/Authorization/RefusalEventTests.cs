using System.Net;
using Hivemind.Tenancy.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>Every refusal is an event, also those that the web packages decide: handlers and logs see who was turned away from what.</summary>
public sealed class RefusalEventTests
{
    private readonly RecordingEventHandler _events = new();

    [Fact]
    public async Task Endpoint_whose_permission_the_user_lacks_raises_an_event()
    {
        await using WebTestHost host = await StartAsync();
        await host.Access.BindRoleAsync(
            new RoleBinding(RoleSubject.User("vera"), BuiltInRoles.TenantViewer.Id, PermissionScope.Tenant(WebTestHost.Acme)), TestContext.Current.CancellationToken);

        using HttpResponseMessage response = await host.GetAsync("/deploy", "vera", "acme");

        response.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        _events.Of<AccessRefused>().Should().ContainSingle().Which.Should().BeEquivalentTo(new
        {
            UserId = "vera",
            TenantId = (TenantId?)WebTestHost.Acme,
            Permission = (Permission?)Permission.Parse("containers:deploy"),
            Reason = AccessRefusalReason.PermissionMissing,
        });
    }

    [Fact]
    public async Task Tenant_API_raises_events_for_strangers_and_missing_permissions()
    {
        await using WebTestHost host = await StartAsync();

        (await host.GetAsync("/api/v1/tenants/acme", "stranger")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await host.GetAsync("/api/v1/events", "alice")).StatusCode.Should().Be(HttpStatusCode.Forbidden);

        _events.Of<AccessRefused>().Select(e => (e.UserId, e.Actor, e.Reason, e.Operation)).Should().Equal(
            ("stranger", "stranger", AccessRefusalReason.NoAccess, nameof(ITenantManager.FindTenantAsync)),
            ("alice", "alice", AccessRefusalReason.PermissionMissing, nameof(ITenantManager.ReadEventsAsync)));
    }

    [Fact]
    public void Tenant_API_without_the_web_package_says_what_is_missing()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddTrustedTenancy();
        WebApplication app = builder.Build();

        app.Invoking(a => a.MapTenantApi()).Should().Throw<InvalidOperationException>().WithMessage("*AddAspNetCore*");
    }

    private Task<WebTestHost> StartAsync() => WebTestHost.StartAsync(
        map: app =>
        {
            app.MapGet("/deploy", () => "done").RequireTenantPermission("containers", "deploy");
            app.MapTenantApi();
        },
        services: services => services.AddSingleton<ITenancyEventHandler>(_events));
}
