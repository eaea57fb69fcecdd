using System.Net.Mime;
using System.Text.Json.Nodes;
using Hivemind.Tenancy;
using Hivemind.Tenancy.Workloads;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace PlatformHost;

/// <summary>
/// What the platform offers its tenants beside the Tenant API, which can do more with apps. The header X-Tenant-Id says for which tenant a
/// request is; when a handler runs, the library has let the user into that tenant and found the permission.
/// </summary>
internal static class ContainerEndpoints
{
    private static TenantContext Tenant => TenantContext.Required;

    public static void MapContainers(this IEndpointRouteBuilder app)
    {
        RouteGroupBuilder group = app.MapGroup("/containers").WithTags("Containers").RequireRateLimiting(RateLimits.PerTenant);
        group.MapGet("", ListAsync).RequireTenantPermission("apps", "read")
            .WithName("listContainers").WithSummary("List the containers of a tenant");
        group.MapPost("", DeployAsync).RequireTenantPermission("apps", "deploy")
            .WithName("deployContainer").WithSummary("Deploy a container, if it fits into the tenant's quota")
            .ProducesValidationProblem().ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .AddOpenApiOperationTransformer(ShowExampleAsync);
        group.MapGet("/{container_id}", FindAsync).RequireTenantPermission("apps", "read")
            .WithName("getContainer").WithSummary("Get a container of a tenant");
        group.MapDelete("/{container_id}", RemoveAsync).RequireTenantPermission("apps", "delete")
            .WithName("removeContainer").WithSummary("Remove a container and give back what it held");
    }

    /// <summary>So that the page at /scalar has a request that works.</summary>
    private static Task ShowExampleAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        operation.RequestBody!.Content![MediaTypeNames.Application.Json].Example = JsonNode.Parse(ContainerRequest.Example);
        return Task.CompletedTask;
    }

    private static async Task<Ok<Container[]>> ListAsync(HttpContext http, IAppManager apps, CancellationToken cancellationToken)
    {
        IReadOnlyList<App> found = await apps.ListAppsAsync(new AppQuery { Namespace = NamespaceOf(http) }, Tenant, cancellationToken);
        return TypedResults.Ok(found.Select(Container.Of).ToArray());
    }

    private static async Task<Created<Container>> DeployAsync(
        ContainerRequest request, HttpContext http, IAppManager apps, CancellationToken cancellationToken)
    {
        AppSpec spec = new()
        {
            Name = $"c-{Guid.NewGuid():n}",
            Namespace = NamespaceOf(http),
            Image = request.Image,
            PerReplica = new ResourceAmounts { CpuCores = request.Cpu, MemoryBytes = request.Memory },
        };

        // Quota, isolation, engine, commit: all of it, or nothing. What is refused, the library answers: 409 says what is short.
        App app = await apps.DeployAsync(spec, Tenant, cancellationToken);
        return TypedResults.Created($"/containers/{app.Key.Name}", Container.Of(app));
    }

    private static async Task<Results<Ok<Container>, NotFound>> FindAsync(
        [FromRoute(Name = "container_id")] string id, HttpContext http, IAppManager apps, CancellationToken cancellationToken) =>
        IsId(id) && await apps.FindAppAsync(NamespaceOf(http), id, Tenant, cancellationToken) is { } app
            ? TypedResults.Ok(Container.Of(app))
            : TypedResults.NotFound();

    private static async Task<Results<NoContent, NotFound>> RemoveAsync(
        [FromRoute(Name = "container_id")] string id, HttpContext http, IAppManager apps, CancellationToken cancellationToken) =>
        IsId(id) && await apps.RemoveAsync(NamespaceOf(http), id, Tenant, cancellationToken) ? TypedResults.NoContent() : TypedResults.NotFound();

    /// <summary>Whether it is one that was given here.</summary>
    private static bool IsId(string id) => id.StartsWith("c-", StringComparison.Ordinal) && Guid.TryParseExact(id.AsSpan(2), "n", out _) && id.All(c => !char.IsAsciiLetterUpper(c));

    /// <summary>Each tenant of the demo has one.</summary>
    private static string NamespaceOf(HttpContext http) => http.GetTenant()!.Namespaces[0];
}
