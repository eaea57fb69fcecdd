using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>
/// A <see cref="WebTestHost"/> with the Tenant API and users of every kind: alice owns acme (gina globex), vera views it, otto operates it,
/// nora operates its namespace acme-web, root administers the platform.
/// </summary>
internal sealed class ApiTestHost(WebTestHost web) : IAsyncDisposable
{
    public const string Prefix = "/api/v1";
    public const string Owner = "alice";
    public const string Viewer = "vera";
    public const string Operator = "otto";
    public const string NamespaceOperator = "nora";
    public const string Stranger = "gina";
    public const string Admin = "root";

    public WebTestHost Web => web;

    public IServiceProvider Services => web.Services;

    public static async Task<ApiTestHost> StartAsync(
        Action<TenantApiOptions>? api = null,
        Action<IEndpointConventionBuilder>? group = null,
        Action<TenancyWebOptions>? options = null,
        Action<IServiceCollection>? services = null,
        Action<HivemindTenancyBuilder>? tenancy = null,
        Action<WebApplication>? pipeline = null)
    {
        WebTestHost web = await WebTestHost.StartAsync(
            web: options,
            map: app =>
            {
                IEndpointConventionBuilder mapped = app.MapTenantApi(Prefix, api);
                group?.Invoke(mapped);
            },
            services: services,
            pipeline: pipeline,
            tenancy: tenancy);
        if (web.Services.GetRequiredService<IRbacProvider>() is IRbacAdministrator)
        {
            await BindAsync(web, Viewer, "tenant-viewer", PermissionScope.Tenant(WebTestHost.Acme));
            await BindAsync(web, Operator, "tenant-operator", PermissionScope.Tenant(WebTestHost.Acme));
            await BindAsync(web, NamespaceOperator, "tenant-operator", PermissionScope.Namespace(WebTestHost.Acme, "acme-web"));
            await BindAsync(web, Admin, "platform-admin", PermissionScope.Global);
        }

        return new ApiTestHost(web);
    }

    /// <summary>Sends a request to the API.</summary>
    /// <param name="method">For instance <c>GET</c>.</param>
    /// <param name="path">Beneath the prefix.</param>
    /// <param name="user">As whom; null for nobody.</param>
    /// <param name="json">The body.</param>
    /// <param name="headers">Further headers: <c>If-Match: "a"</c>.</param>
    public async Task<HttpResponseMessage> SendAsync(string method, string path, string? user, string? json = null, params string[] headers)
    {
        using HttpRequestMessage request = new(HttpMethod.Parse(method), Prefix + path);
        if (json is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(json));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        if (user is not null)
        {
            request.Headers.Add(HeaderAuthentication.UserHeader, user);
        }

        foreach (string header in headers)
        {
            string[] parts = header.Split(": ", 2);
            request.Headers.TryAddWithoutValidation(parts[0], parts[1]).Should().BeTrue();
        }

        // A stream has no end to wait for.
        HttpCompletionOption until = path.Split('?')[0].EndsWith("/stream", StringComparison.Ordinal)
            ? HttpCompletionOption.ResponseHeadersRead
            : HttpCompletionOption.ResponseContentRead;
        return await web.Client.SendAsync(request, until, TestContext.Current.CancellationToken);
    }

    public Task<HttpResponseMessage> GetAsync(string path, string? user) => SendAsync("GET", path, user);

    /// <summary>Sends a request about acme as the administrator, and asserts that it is answered with 200.</summary>
    /// <param name="method">For instance <c>GET</c>.</param>
    /// <param name="path">Beneath the tenant.</param>
    /// <param name="json">The body.</param>
    public async Task<JsonElement> DoAsync(string method, string path, string? json = null) =>
        await (await SendAsync(method, "/tenants/acme" + path, Admin, json)).ShouldBeAsync(HttpStatusCode.OK);

    public ValueTask DisposeAsync() => web.DisposeAsync();

    private static async Task BindAsync(WebTestHost web, string user, string role, PermissionScope scope) =>
        await web.Access.BindRoleAsync(new RoleBinding(RoleSubject.User(user), role, scope));
}
