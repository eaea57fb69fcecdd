using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace PlatformHost;

/// <summary>The platform's OpenAPI document, at /openapi/v1.json.</summary>
internal static class PlatformDocument
{
    public static void AddPlatformDocument(this IServiceCollection services) => services.AddTenancyDocument(
        "v1",
        new OpenApiInfo
        {
            Title = "Platform",
            Version = "v1",
            Description = "The sample platform: containers for tenants, and the Tenant API. DEMO ONLY: its sign-in asks for no password.",
        },
        new OpenApiTag { Name = "Containers", Description = "What the platform runs for a tenant." },
        new OpenApiTag { Name = "Demo", Description = "FOR THE DEMO ONLY: sign-in without a password." });
}
