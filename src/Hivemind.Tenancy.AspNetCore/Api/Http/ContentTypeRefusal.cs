using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>
/// Routing answers a content type that no endpoint declares with a bare 415, before it is known who asks. Beside each endpoint with a body
/// therefore stands one for everything else, which answers as the rest of the API does.
/// </summary>
internal static class ContentTypeRefusal
{
    public static void Map(RouteGroupBuilder group, string method, string pattern) =>
        NoneMatchCondition.IsReadBy(group.MapMethods(pattern, [method], Refuse).ExcludeFromDescription()); // which changes nothing

    private static IResult Refuse(HttpContext http) => throw (http.Request.Method == HttpMethods.Patch
        ? JsonBodyReader.UnsupportedContentType(JsonBodyReader.Json, JsonBodyReader.MergePatch)
        : JsonBodyReader.UnsupportedContentType(JsonBodyReader.Json));
}
