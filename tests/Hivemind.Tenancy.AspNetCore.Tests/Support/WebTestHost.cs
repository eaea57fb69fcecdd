using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>
/// A web host on a real Kestrel on a free loopback port, with tenants acme and globex: alice owns acme, gina owns globex, both are named
/// after their ids. Nobody else has access to either.
/// </summary>
internal sealed class WebTestHost : IAsyncDisposable
{
    public static readonly TenantId Acme = TenantId.Parse("acme");
    public static readonly TenantId Globex = TenantId.Parse("globex");

    private readonly WebApplication _app;

    private WebTestHost(WebApplication app)
    {
        _app = app;
        Address = new Uri(app.Urls.Single());
        Client = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = Address, Timeout = HangLimit.Duration };
    }

    public Uri Address { get; }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    public ITenantManager Tenants => Services.GetRequiredService<ITenantManager>();

    public IAccessManager Access => Services.GetRequiredService<IAccessManager>();

    public IQuotaManager Quotas => Services.GetRequiredService<IQuotaManager>();

    /// <summary>Starts a host.</summary>
    /// <param name="web">Options of the web package.</param>
    /// <param name="map">Maps endpoints, after the pipeline.</param>
    /// <param name="services">Adds services.</param>
    /// <param name="pipeline">The pipeline; unless given: authentication, tenancy, authorization.</param>
    /// <param name="tenancy">Adds to tenancy.</param>
    public static async Task<WebTestHost> StartAsync(
        Action<TenancyWebOptions>? web = null,
        Action<WebApplication>? map = null,
        Action<IServiceCollection>? services = null,
        Action<WebApplication>? pipeline = null,
        Action<HivemindTenancyBuilder>? tenancy = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddAuthentication(HeaderAuthentication.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, HeaderAuthentication>(HeaderAuthentication.SchemeName, _ => { });
        HivemindTenancyBuilder added = builder.Services.AddTrustedTenancy().AddAspNetCore(web ?? (options => options.ResolveFromHeader()));
        tenancy?.Invoke(added);
        services?.Invoke(builder.Services);
        WebApplication app = builder.Build();
        if (pipeline is null)
        {
            app.UseAuthentication();
            app.UseHivemindTenancy();
            app.UseAuthorization();
        }
        else
        {
            pipeline(app);
        }

        map?.Invoke(app);
        await app.StartAsync();
        WebTestHost host = new(app);
        using (TenantContext.System("seed", "start-up").Enter())
        {
            await host.Tenants.EnsureTenantAsync(Spec(Acme, "alice"));
            await host.Tenants.EnsureTenantAsync(Spec(Globex, "gina"));
        }

        return host;
    }

    public ValueTask<Tenant> CreateAsync(TenantId id, string owner) =>
        Tenants.CreateTenantAsync(Spec(id, owner));

    private static TenantSpec Spec(TenantId id, string owner) => new() { Id = id, Name = id.Value, OwnerId = owner, Namespaces = [$"{id}-web"] };

    /// <summary>Sends a request as a user, for the tenants that headers name.</summary>
    public Task<HttpResponseMessage> GetAsync(string path, string? user = null, params string[] tenants) => SendAsync(
        path,
        user,
        request =>
        {
            foreach (string tenant in tenants)
            {
                request.Headers.TryAddWithoutValidation("X-Tenant-Id", tenant);
            }
        });

    /// <summary>Sends a request as a user, after something was done to it.</summary>
    public Task<HttpResponseMessage> SendAsync(string path, string? user, Action<HttpRequestMessage> change)
    {
        HttpRequestMessage request = new(HttpMethod.Get, path);
        if (user is not null)
        {
            request.Headers.Add(HeaderAuthentication.UserHeader, user);
        }

        change(request);
        return Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
