using Microsoft.AspNetCore.Http;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>What the API answers with.</summary>
internal static class ApiResults
{
    /// <summary>One of the API's wire shapes.</summary>
    public static IResult Json<T>(HttpContext http, T value, int status = StatusCodes.Status200OK) =>
        TypedResults.Json(value, TenantApi.Of(http).Json<T>(), statusCode: status);

    public static IResult NoContent() => TypedResults.NoContent();

    public static void Tag(this HttpContext http, Tenant tenant) => http.Response.Headers.ETag = EntityTags.Of(tenant);

    /// <summary>Where what was created can be found: beneath the collection that was posted to.</summary>
    public static void Locate(this HttpContext http, string id)
    {
        http.Response.Headers.Location = $"{Address(http)}/{Uri.EscapeDataString(id)}";
    }

    /// <summary>Where what was created in a namespace can be found, by the tenant's collection that was posted to.</summary>
    public static void LocateInNamespace(this HttpContext http, string namespaceName, string name)
    {
        string collection = Address(http);
        int at = collection.LastIndexOf('/');
        http.Response.Headers.Location = $"{collection[..at]}/namespaces/{namespaceName}{collection[at..]}/{name}";
    }

    private static string Address(HttpContext http) => (http.Request.PathBase + http.Request.Path).ToUriComponent().TrimEnd('/');
}
