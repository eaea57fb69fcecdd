using System.Net;

namespace Hivemind.Tenancy.AspNetCore.Tests;

internal static class AnswerAssertions
{
    /// <summary>Asserts that the endpoint ran and answered with this text.</summary>
    public static async Task ShouldSayAsync(this Task<HttpResponseMessage> sent, string text)
    {
        using HttpResponseMessage response = await sent;
        string body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        response.StatusCode.Should().Be(HttpStatusCode.OK, "the body is {0}", body);
        body.Should().Be(text);
    }

    /// <summary>Asserts that it is the answer to a user who may not know of the tenant.</summary>
    public static async Task ShouldBeRefusedAsync(this Task<HttpResponseMessage> sent)
    {
        using HttpResponseMessage response = await sent;
        await response.ShouldBeProblemAsync(404, TenancyProblemTypes.TenantNotFound);
    }

    /// <summary>Asserts that the request names several tenants.</summary>
    public static async Task ShouldBeAmbiguousAsync(this Task<HttpResponseMessage> sent)
    {
        using HttpResponseMessage response = await sent;
        await response.ShouldBeProblemAsync(400, TenancyProblemTypes.TenantAmbiguous);
    }

    /// <summary>Asserts a status.</summary>
    public static async Task ShouldBeAsync(this Task<HttpResponseMessage> sent, HttpStatusCode status)
    {
        using HttpResponseMessage response = await sent;
        response.StatusCode.Should().Be(status, "the body is {0}", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
