using System.Security.Claims;
using System.Text.Encodings.Web;
using Hivemind.Tenancy.Workloads;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Hivemind.Tenancy.Dashboard.Tests;

/// <summary>
/// A real Kestrel with the dashboard under a path base. Whoever the header <see cref="UserHeader"/> names is signed in. A warning in its log that the
/// test has not announced fails the test at its end.
/// </summary>
internal sealed class DashboardHost : IAsyncDisposable
{
    public const string UserHeader = "X-Test-User";
    public const string PathBase = "/platform";
    public const string Prefix = "/tenants";

    private DashboardHost(WebApplication app, HostWarnings warnings) => (App, Warnings) = (app, warnings);

    public WebApplication App { get; }

    public HostWarnings Warnings { get; }

    /// <summary>Where the dashboard begins, with no slash at the end.</summary>
    public string Address => App.Urls.Single() + PathBase + Prefix;

    public ITenantManager Tenants => App.Services.GetRequiredService<ITenantManager>();

    public IQuotaManager Quotas => App.Services.GetRequiredService<IQuotaManager>();

    public IAccessManager Access => App.Services.GetRequiredService<IAccessManager>();

    public IAppManager Apps => App.Services.GetRequiredService<IAppManager>();

    /// <summary>A host with the store in memory, apps in memory, and <c>root</c> as its administrator.</summary>
    public static async Task<DashboardHost> StartAsync(
        Action<HivemindTenancyBuilder>? configure = null, Action<TenantDashboardOptions>? options = null, Action<WebApplication>? more = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        HostWarnings warnings = new();
        builder.Logging.ClearProviders().AddProvider(warnings);
        builder.Services.AddAuthentication(HeaderSignIn.Scheme).AddScheme<AuthenticationSchemeOptions, HeaderSignIn>(HeaderSignIn.Scheme, null);
        HivemindTenancyBuilder tenancy = builder.Services.AddHivemindTenancy(o => o.Metering = true).AddWorkloads().AddDashboard();
        configure?.Invoke(tenancy);
        WebApplication app = builder.Build();
        warnings.Before(app);
        app.UsePathBase(PathBase);
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapTenantDashboard(Prefix, options);
        more?.Invoke(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        DashboardHost host = new(app, warnings);
        if (app.Services.GetRequiredService<IRbacProvider>() is not IRbacAdministrator)
        {
            return host;
        }

        using TenantScope scope = TenantContext.System("test", "seeds").Enter();
        await host.Access.BindRoleAsync(new RoleBinding(RoleSubject.User("root"), BuiltInRoles.PlatformAdmin.Id, PermissionScope.Global));
        return host;
    }

    /// <summary>Makes a tenant as the platform would.</summary>
    public async Task<Tenant> AddTenantAsync(string id, string owner = "olga", Func<TenantSpec, TenantSpec>? change = null)
    {
        using TenantScope scope = TenantContext.System("test", "seeds").Enter();
        TenantSpec spec = new() { Id = TenantId.Parse(id), Name = $"Name of {id}", OwnerId = owner };
        return await Tenants.CreateTenantAsync(change?.Invoke(spec) ?? spec, TestContext.Current.CancellationToken);
    }

    /// <summary>A client that is signed in as a user, and follows no redirects.</summary>
    public HttpClient Client(string? user)
    {
        HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = true }) { BaseAddress = new Uri(Address), Timeout = HangLimit.Duration };
        if (user is not null)
        {
            client.DefaultRequestHeaders.Add(UserHeader, Uri.EscapeDataString(user));
        }

        return client;
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        Warnings.Unannounced.Should().BeEmpty("no page writes warnings into the host's log");
    }

    private sealed class HeaderSignIn(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        public new const string Scheme = "Test";

        protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(Request.Headers[UserHeader] is [{ } user]
            ? AuthenticateResult.Success(new AuthenticationTicket(
                new ClaimsPrincipal(new ClaimsIdentity([new Claim("sub", Uri.UnescapeDataString(user))], Scheme)), Scheme))
            : AuthenticateResult.NoResult());
    }
}
