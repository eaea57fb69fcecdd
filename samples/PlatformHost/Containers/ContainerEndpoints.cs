using System.Net.Mime;
using System.Text.Json.Nodes;
using Hivemind.Tenancy;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace PlatformHost;

/// <summary>
/// What the platform offers its tenants. The header X-Tenant-Id says for which tenant a request is; when a handler runs, the library has
/// let the user into that tenant and found the permission.
/// </summary>
internal static class ContainerEndpoints
{
    private const string Source = "platform-host";

    private static TenantContext Tenant => TenantContext.Required;

    private static TenantId TenantId => Tenant.TenantId!.Value;

    public static void MapContainers(this IEndpointRouteBuilder app)
    {
        RouteGroupBuilder group = app.MapGroup("/containers").WithTags("Containers").RequireRateLimiting(RateLimits.PerTenant);
        group.MapGet("", List).RequireTenantPermission("containers", "read")
            .WithName("listContainers").WithSummary("List the containers of a tenant");
        group.MapPost("", DeployAsync).RequireTenantPermission("containers", "deploy")
            .WithName("deployContainer").WithSummary("Deploy a container, if it fits into the tenant's quota")
            .ProducesValidationProblem().ProducesProblem(StatusCodes.Status409Conflict)
            .AddOpenApiOperationTransformer(ShowExampleAsync);
        group.MapGet("/{container_id}", Find).RequireTenantPermission("containers", "read")
            .WithName("getContainer").WithSummary("Get a container of a tenant");
        group.MapDelete("/{container_id}", StopAsync).RequireTenantPermission("containers", "stop")
            .WithName("stopContainer").WithSummary("Stop a container and give back what it held");
    }

    /// <summary>So that the page at /scalar has a request that works.</summary>
    private static Task ShowExampleAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        operation.RequestBody!.Content![MediaTypeNames.Application.Json].Example = JsonNode.Parse(ContainerRequest.Example);
        return Task.CompletedTask;
    }

    private static Ok<IReadOnlyList<Container>> List(ContainerEngine engine) => TypedResults.Ok(engine.List(Tenant));

    private static async Task<Created<Container>> DeployAsync(
        ContainerRequest request, IQuotaManager quotas, ContainerEngine engine, CancellationToken cancellationToken)
    {
        ResourceAmounts amounts = new() { CpuCores = request.Cpu, MemoryBytes = request.Memory, Containers = 1 };
        // Does it not fit, it throws QuotaExceededException, which the library answers with 409 and what is short.
        await using ResourceReservation reservation = await quotas.ReserveAsync(
            TenantId, amounts, new ReservationOptions { Source = Source }, cancellationToken);
        Container container = new(reservation.AllocationId, request.Image, request.Cpu, request.Memory, Tenant.UserId!);
        engine.Start(Tenant, container);
        try
        {
            await reservation.CommitAsync(cancellationToken);
        }
        catch
        {
            engine.Stop(Tenant, container.Id); // what is not committed goes back to the quota, so it must not run either
            throw;
        }

        return TypedResults.Created($"/containers/{container.Id}", container);
    }

    private static Results<Ok<Container>, NotFound> Find([FromRoute(Name = "container_id")] string id, ContainerEngine engine) =>
        engine.TryFind(Tenant, id, out Container? container) ? TypedResults.Ok(container) : TypedResults.NotFound();

    private static async Task<Results<NoContent, NotFound>> StopAsync(
        [FromRoute(Name = "container_id")] string id, IQuotaManager quotas, ContainerEngine engine, CancellationToken cancellationToken)
    {
        if (!engine.Stop(Tenant, id))
        {
            return TypedResults.NotFound();
        }

        await quotas.ReleaseAsync(TenantId, id, cancellationToken: cancellationToken);
        return TypedResults.NoContent();
    }
}
