// Serves the same plaintext endpoint three times, each on a port of its own, until it is killed: with authentication only, with
// authentication and authorization, and for a tenant (resolution, verified door, permission). Prints one line "NAME ADDRESS" each.
// tests/web-bench.sh loads them in turns.
using Hivemind.Tenancy;
using Hivemind.Tenancy.WebBenchmark;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

string? database = args.FirstOrDefault();

WebApplication authenticated = Build(tenancy: false);
authenticated.UseAuthentication();
Plaintext(authenticated);

WebApplication authorized = Build(tenancy: false);
authorized.UseAuthentication();
authorized.UseAuthorization();
Plaintext(authorized).RequireAuthorization();

WebApplication tenant = Build(tenancy: true);
tenant.UseAuthentication();
tenant.UseHivemindTenancy();
tenant.UseAuthorization();
Plaintext(tenant).RequireTenantPermission("containers", "deploy");

foreach ((string name, WebApplication app) in new[] { ("authentication", authenticated), ("authorization", authorized), ("tenant", tenant) })
{
    await app.StartAsync();
    Console.WriteLine($"{name} {app.Urls.Single()}");
}

await FillAsync(tenant.Services);
Console.WriteLine("ready");
await HostingAbstractionsHostExtensions.WaitForShutdownAsync(tenant);

WebApplication Build(bool tenancy)
{
    WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
    builder.WebHost.UseUrls("http://127.0.0.1:0");
    builder.Logging.ClearProviders();
    builder.Services.AddAuthentication(HeaderAuthentication.SchemeName)
        .AddScheme<AuthenticationSchemeOptions, HeaderAuthentication>(HeaderAuthentication.SchemeName, _ => { });
    builder.Services.AddAuthorization();
    if (tenancy)
    {
        HivemindTenancyBuilder added = builder.Services.AddHivemindTenancy().AddAspNetCore(web => web.ResolveFromHeader());
        if (database is not null)
        {
            added.UseSqlite($"Data Source={database}", options => options.MigrateOnStart = true);
        }
    }

    return builder.Build();
}

static RouteHandlerBuilder Plaintext(WebApplication app) => app.MapGet("/plaintext", () => "Hello, World!");

// A thousand tenants; bob works in the one that is asked for by a role, as most users do.
static async Task FillAsync(IServiceProvider services)
{
    ITenantManager tenants = services.GetRequiredService<ITenantManager>();
    using TenantScope scope = TenantContext.System("benchmark", "fills the store").Enter();
    for (int i = 0; i < 1000; i++)
    {
        await tenants.CreateTenantAsync(new TenantSpec { Id = TenantId.Parse($"tenant-{i}"), Name = $"Tenant {i}", OwnerId = $"owner-{i}" });
    }

    await services.GetRequiredService<IAccessManager>().BindRoleAsync(
        new RoleBinding(RoleSubject.User("bob"), BuiltInRoles.TenantOperator.Id, PermissionScope.Tenant(TenantId.Parse("tenant-500"))));
}
