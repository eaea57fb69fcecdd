using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using PlatformHost;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>The OpenAPI document of the Tenant API: as it is committed, and as a host serves it that maps nothing else.</summary>
internal static class TenantApiDocument
{
    /// <summary>Set to 1, it has <see cref="TenantApiDocumentTests"/> write the committed document anew.</summary>
    public const string UpdateVariable = "HIVEMIND_UPDATE_OPENAPI";

    private const string Committed = "tests/Hivemind.Tenancy.AspNetCore.Tests/OpenApi/tenant-api.json";

    public static string Path => System.IO.Path.Combine(Root(), Committed);

    public static string ReadCommitted() => File.Exists(Path) ? File.ReadAllText(Path) : string.Empty;

    public static async Task<string> ServeAsync()
    {
        await using WebTestHost host = await WebTestHost.StartAsync(
            services: services => services.AddTenancyDocument(
                "v1",
                new OpenApiInfo
                {
                    Title = "Tenant API",
                    Version = "v1",
                    Description = "Tenants of a platform, their quotas, allocations, isolation, access, apps and statements. Errors are problem details (RFC 9457).",
                }),
            tenancy: tenancy => tenancy.AddWorkloads().AddTestBilling(),
            map: app =>
            {
                app.MapTenantApi("/api/v1");
                app.MapOpenApi();
            });
        string served = await host.Client.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken);
        return served.ReplaceLineEndings("\n").TrimEnd() + "\n";
    }

    private static string Root()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "Hivemind.Tenancy.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}
