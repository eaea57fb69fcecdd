using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>Marks an endpoint that reads <c>If-None-Match</c>. On every other that changes something the header is refused: a condition that nobody reads would count as met.</summary>
internal sealed class NoneMatchCondition
{
    private static readonly NoneMatchCondition Read = new();

    private NoneMatchCondition()
    {
    }

    public static void IsReadBy(IEndpointConventionBuilder endpoint) => endpoint.WithMetadata(Read);

    /// <exception cref="ApiProblemException">The request has the header, and its endpoint does not read it (400).</exception>
    public static void EnsureIsRead(HttpContext http)
    {
        bool isReading = HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method);
        if (!isReading && http.Request.Headers.ContainsKey("If-None-Match") && http.GetEndpoint()?.Metadata.GetMetadata<NoneMatchCondition>() is null)
        {
            throw ApiProblemException.Invalid("If-None-Match is not supported here; nothing was changed.");
        }
    }
}
