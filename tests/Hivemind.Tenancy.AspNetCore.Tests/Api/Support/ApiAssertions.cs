using System.Net;
using System.Text.Json;

namespace Hivemind.Tenancy.AspNetCore.Tests;

internal static class ApiAssertions
{
    /// <summary>Asserts that the answer is JSON with this status, and returns it.</summary>
    public static async Task<JsonElement> ShouldBeAsync(this HttpResponseMessage response, HttpStatusCode status)
    {
        string body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        response.StatusCode.Should().Be(status, "the body is {0}", body);
        response.Content.Headers.ContentType?.MediaType.Should().Be("application/json");
        response.Headers.CacheControl?.NoStore.Should().BeTrue();
        return JsonDocument.Parse(body).RootElement.Clone();
    }

    /// <summary>Asserts that the answer is 204 without a body.</summary>
    public static async Task ShouldBeEmptyAsync(this HttpResponseMessage response)
    {
        string body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        response.StatusCode.Should().Be(HttpStatusCode.NoContent, "the body is {0}", body);
        body.Should().BeEmpty();
        response.Headers.CacheControl?.NoStore.Should().BeTrue();
    }

    public static string Text(this JsonElement element, string member) => element.GetProperty(member).GetString()!;

    /// <summary>The texts of a list, or of one member of each of its objects.</summary>
    public static string[] Texts(this JsonElement list, string? member = null) =>
        [.. list.EnumerateArray().Select(e => (member is null ? e : e.GetProperty(member)).GetString()!)];
}
