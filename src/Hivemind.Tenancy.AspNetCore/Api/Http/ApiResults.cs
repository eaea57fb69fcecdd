using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>What the API answers with.</summary>
internal static class ApiResults
{
    public static IResult Json<T>(T value, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK) =>
        TypedResults.Json(value, type, statusCode: status);

    /// <summary>A tenant, with its entity tag in the header, too.</summary>
    public static IResult Tenant(HttpContext http, Tenant tenant, int status = StatusCodes.Status200OK)
    {
        http.Tag(tenant);
        return Json(TenantResource.Of(tenant), TenantApiJson.Default.TenantResource, status);
    }

    public static IResult NoContent() => TypedResults.NoContent();

    public static void Tag(this HttpContext http, Tenant tenant) => http.Response.Headers.ETag = EntityTags.Of(tenant);

    /// <summary>Where what was created can be found: beneath the collection that was posted to.</summary>
    public static void Locate(this HttpContext http, string id)
    {
        PathString path = http.Request.PathBase + http.Request.Path;
        http.Response.Headers.Location = $"{path.ToUriComponent().TrimEnd('/')}/{Uri.EscapeDataString(id)}";
    }
}
