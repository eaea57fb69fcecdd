using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>Code that asks <see cref="IAuthorizationService"/> itself.</summary>
public sealed class AuthorizationServiceTests
{
    private static readonly AuthorizationPolicy Deploying = new AuthorizationPolicyBuilder().RequireTenantPermission("things", "deploy").Build();

    [Theory]
    [InlineData("alice", "http", true)]
    [InlineData("viv", "http", false)]
    [InlineData("alice", "nothing", false)]
    [InlineData("alice", "other", false)]
    public async Task Service_decides_for_the_request_that_is_its_resource(string user, string resource, bool expected)
    {
        await using WebTestHost host = await StartAsync((http, service) => service.AuthorizeAsync(
            http.User, resource switch { "http" => http, "other" => "acme", _ => null }, Deploying));

        await host.GetAsync("/ask", user, "acme").ShouldSayAsync(expected.ToString());
    }

    /// <summary>The context was verified for one user, and says nothing of another.</summary>
    [Fact]
    public async Task Service_refuses_another_user_than_the_one_the_context_was_verified_for()
    {
        ClaimsPrincipal alice = new(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, "alice")], "Test"));
        await using WebTestHost host = await StartAsync((http, service) => service.AuthorizeAsync(alice, http, Deploying));

        await host.GetAsync("/ask", "viv", "acme").ShouldSayAsync("False");
        await host.GetAsync("/ask", "alice", "acme").ShouldSayAsync("True");
    }

    [Fact]
    public async Task Service_refuses_without_a_context()
    {
        await using WebTestHost host = await StartAsync((http, service) => service.AuthorizeAsync(http.User, http, Deploying));

        await host.GetAsync("/ask", "alice").ShouldSayAsync("False");
        await host.GetAsync("/ask").ShouldSayAsync("False");
    }

    /// <summary>An endpoint that has asked and goes on answers what it likes.</summary>
    [Fact]
    public async Task Endpoint_that_goes_on_after_a_refusal_answers_itself()
    {
        await using WebTestHost host = await StartAsync((http, service) => service.AuthorizeAsync(http.User, http, Deploying));

        HttpResponseMessage teapot = await host.GetAsync("/teapot", "viv", "acme");
        HttpResponseMessage own = await host.GetAsync("/own", "viv", "acme");

        ((int)teapot.StatusCode).Should().Be(418);
        ((int)own.StatusCode).Should().Be(403);
        (await own.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Should().Be("mine");
        await host.GetAsync("/forbid", "viv", "acme").ShouldLackAsync("things:deploy", "acme");
    }

    private static Task<WebTestHost> StartAsync(Func<HttpContext, IAuthorizationService, Task<AuthorizationResult>> ask) => PermissionHost.StartAsync(app =>
    {
        app.MapGet("/ask", async (HttpContext http, IAuthorizationService service) => (await ask(http, service)).Succeeded.ToString());
        app.MapGet("/teapot", (HttpContext http, IAuthorizationService service) => AskedAsync(http, service, Results.StatusCode(418)));
        app.MapGet("/own", (HttpContext http, IAuthorizationService service) => AskedAsync(http, service, Results.Text("mine", statusCode: 403)));
        app.MapGet("/forbid", (HttpContext http, IAuthorizationService service) => AskedAsync(http, service, Results.Forbid()));

        async Task<IResult> AskedAsync(HttpContext http, IAuthorizationService service, IResult result)
        {
            (await ask(http, service)).Succeeded.Should().BeFalse();
            return result;
        }
    });
}
