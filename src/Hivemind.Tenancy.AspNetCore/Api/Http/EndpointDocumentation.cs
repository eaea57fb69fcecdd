using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>What an endpoint says about itself, for OpenAPI.</summary>
internal static class EndpointDocumentation
{
    /// <summary>Names an endpoint.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="operationId">Unique, in camelCase.</param>
    /// <param name="tag">What it is about.</param>
    /// <param name="summary">What it does, in a few words.</param>
    /// <param name="description">What it takes and what is to be known.</param>
    public static RouteHandlerBuilder As(this RouteHandlerBuilder endpoint, string operationId, string tag, string summary, string? description = null)
    {
        endpoint.WithName(operationId).WithTags(tag).WithSummary(summary);
        return description is null ? endpoint : endpoint.WithDescription(description);
    }

    public static RouteHandlerBuilder Answers<T>(this RouteHandlerBuilder endpoint, int status = StatusCodes.Status200OK) =>
        endpoint.Produces<T>(status, JsonBodyReader.Json);

    public static RouteHandlerBuilder AnswersNothing(this RouteHandlerBuilder endpoint) => endpoint.Produces(StatusCodes.Status204NoContent);

    /// <summary>The problems an endpoint can answer with, beside those that each can.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="types">Of <see cref="TenancyProblemTypes"/>.</param>
    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder endpoint, params string[] types)
    {
        string[] always =
            [TenancyProblemTypes.Unauthenticated, TenancyProblemTypes.PermissionDenied, TenancyProblemTypes.StoreFailed, TenancyProblemTypes.StoreUnavailable];
        foreach (IGrouping<int, string> status in types.Union(always).SelectMany(StatusesOf).GroupBy(s => s.Status, s => s.Type).OrderBy(s => s.Key))
        {
            string description = string.Join(", ", status.Select(t => t[(t.LastIndexOf(':') + 1)..]));
            endpoint.WithMetadata(new ProducesResponseTypeMetadata(status.Key, typeof(TenancyProblem), ["application/problem+json"]) { Description = description });
        }

        return endpoint;
    }

    /// <summary>As <see cref="Refuses"/>, for an endpoint with a body.</summary>
    public static RouteHandlerBuilder RefusesBody(this RouteHandlerBuilder endpoint, params string[] types)
    {
        foreach (int status in new[] { StatusCodes.Status413PayloadTooLarge, StatusCodes.Status415UnsupportedMediaType })
        {
            endpoint.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(TenancyProblem), ["application/problem+json"]) { Description = "invalid-request" });
        }

        return endpoint.Refuses([TenancyProblemTypes.InvalidRequest, .. types]);
    }

    private static IEnumerable<(int Status, string Type)> StatusesOf(string type) => type switch
    {
        // Which of the two the host says.
        TenancyProblemTypes.TenantNotFound => [(404, type), (403, type)],
        TenancyProblemTypes.InvalidRequest => [(400, type)],
        TenancyProblemTypes.Unauthenticated => [(401, type)],
        TenancyProblemTypes.PermissionDenied or TenancyProblemTypes.TenantNotActive or TenancyProblemTypes.SystemOnly => [(403, type)],
        TenancyProblemTypes.NotFound or TenancyProblemTypes.AppNotFound or TenancyProblemTypes.PlanNotFound or TenancyProblemTypes.PriceListMissing => [(404, type)],
        TenancyProblemTypes.StatementTrimmed => [(410, type)],
        TenancyProblemTypes.VersionConflict or TenancyProblemTypes.PlanVersionConflict => [(412, type)],
        TenancyProblemTypes.IdempotencyKeyReused => [(422, type)],
        TenancyProblemTypes.DeploymentFailed => [(422, type), (502, type)],
        TenancyProblemTypes.ProvisioningFailed or TenancyProblemTypes.EngineFailed => [(502, type)],
        TenancyProblemTypes.StoreFailed => [(500, type)],
        TenancyProblemTypes.StoreUnavailable or TenancyProblemTypes.EngineUnavailable => [(503, type)],
        _ => [(409, type)],
    };
}
