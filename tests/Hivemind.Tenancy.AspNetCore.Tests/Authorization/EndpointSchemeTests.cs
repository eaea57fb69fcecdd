using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>The user is the one whom the endpoint's own schemes sign in, not the one of the default scheme.</summary>
public sealed class EndpointSchemeTests
{
    private int _ran;

    [Theory]
    [InlineData(SignInHost.Cookie, "attribute")]
    [InlineData(SignInHost.Cookie, "requirement")]
    [InlineData(SignInHost.Cookie, "policy")]
    [InlineData(SignInHost.Cookie, "named")]
    [InlineData(SignInHost.Cookie, "group")]
    [InlineData(SignInHost.Cookie, "optional")]
    [InlineData(SignInHost.Bearer, "attribute")]
    [InlineData(SignInHost.Bearer, "requirement")]
    [InlineData(SignInHost.Bearer, "policy")]
    [InlineData(SignInHost.Bearer, "named")]
    [InlineData(SignInHost.Bearer, "group")]
    [InlineData(SignInHost.Bearer, "optional")]
    public async Task Endpoint_that_names_a_scheme_runs_for_its_user(string scheme, string kind)
    {
        await using WebTestHost host = await StartAsync(withDefaultScheme: true);
        await using WebTestHost bare = await StartAsync(withDefaultScheme: false);

        await ShouldRunForUserOfAsync(host, $"/{scheme}/{kind}", scheme);
        await ShouldRunForUserOfAsync(bare, $"/{scheme}/{kind}", scheme);
    }

    [Theory]
    [InlineData(SignInHost.Cookie, true)]
    [InlineData(SignInHost.Cookie, false)]
    [InlineData(SignInHost.Bearer, true)]
    [InlineData(SignInHost.Bearer, false)]
    public async Task Default_policy_that_names_a_scheme_counts_for_every_endpoint(string scheme, bool withDefaultScheme)
    {
        await using WebTestHost host = await SignInHost.StartAsync(
            app => app.MapGet("/who", Run).RequireTenant(),
            withDefaultScheme,
            options => options.DefaultPolicy = new AuthorizationPolicyBuilder(scheme).RequireAuthenticatedUser().Build());

        await ShouldRunForUserOfAsync(host, "/who", scheme);
    }

    [Fact]
    public async Task Fallback_policy_that_names_a_scheme_counts_for_endpoints_that_say_nothing()
    {
        await using WebTestHost host = await SignInHost.StartAsync(
            app => app.MapGet("/who", Run),
            authorization: options => options.FallbackPolicy = new AuthorizationPolicyBuilder(SignInHost.Bearer).RequireAuthenticatedUser().Build(),
            web: options =>
            {
                options.ResolveFromHeader();
                options.RequireTenantByDefault = true;
            });

        await ShouldRunForUserOfAsync(host, "/who", SignInHost.Bearer);
    }

    /// <summary>The challenge of a need that only the options state is that of the endpoint's schemes, too.</summary>
    [Fact]
    public async Task Challenge_by_default_is_that_of_the_endpoints_scheme()
    {
        await using WebTestHost host = await SignInHost.StartAsync(
            app => app.MapGet("/who", Run).RequireAuthorization(policy => policy.AddAuthenticationSchemes(SignInHost.Cookie).RequireAssertion(_ => true)),
            web: options => options.RequireTenantByDefault = true);

        HttpResponseMessage response = await host.SendSignedInAsync("/who", "acme", SignInHost.Cookie, ticket: null, userOfDefault: "alice");

        response.StatusCode.Should().Be(HttpStatusCode.Redirect);
        response.Headers.Location!.AbsolutePath.Should().Be("/Account/Login");
        _ran.Should().Be(0);
    }

    [Fact]
    public async Task Host_without_a_default_scheme_answers_itself_where_the_endpoint_names_none()
    {
        await using WebTestHost host = await SignInHost.StartAsync(app => app.MapGet("/who", Run).RequireTenant(), withDefaultScheme: false);
        string ticket = await host.SignInAsync(SignInHost.Bearer, "alice");

        HttpResponseMessage response = await host.SendSignedInAsync("/who", "acme", SignInHost.Bearer, ticket);

        await response.ShouldBeProblemAsync(401, TenancyProblemTypes.Unauthenticated);
        _ran.Should().Be(0);
    }

    private async Task ShouldRunForUserOfAsync(WebTestHost host, string path, string scheme)
    {
        string alice = await host.SignInAsync(scheme, "alice");
        string gina = await host.SignInAsync(scheme, "gina");
        _ran = 0;

        await host.SendSignedInAsync(path, "acme", scheme, gina, userOfDefault: "alice").ShouldBeRefusedAsync();
        foreach (string? ticket in new[] { null, scheme == SignInHost.Cookie ? ".AspNetCore.Cookies=forged" : "Bearer forged" })
        {
            HttpResponseMessage refused = await host.SendSignedInAsync(path, "acme", scheme, ticket, userOfDefault: "alice");
            refused.StatusCode.Should().Be(scheme == SignInHost.Cookie ? HttpStatusCode.Redirect : HttpStatusCode.Unauthorized);
        }

        _ran.Should().Be(0);
        await host.SendSignedInAsync(path, "acme", scheme, alice, userOfDefault: "gina").ShouldSayAsync("acme/alice");
        await host.SendSignedInAsync(path, "acme", scheme, alice).ShouldSayAsync("acme/alice");
    }

    private Task<WebTestHost> StartAsync(bool withDefaultScheme) => SignInHost.StartAsync(
        app =>
        {
            foreach (string scheme in new[] { SignInHost.Cookie, SignInHost.Bearer })
            {
                app.MapGet($"/{scheme}/attribute", Run).RequireAuthorization(new AuthorizeAttribute { AuthenticationSchemes = scheme }).RequireTenant();
                app.MapGet($"/{scheme}/requirement", Run).WithMetadata(new RequireTenantAttribute { AuthenticationSchemes = scheme });
                app.MapGet($"/{scheme}/policy", Run)
                    .RequireAuthorization(policy => policy.AddAuthenticationSchemes(scheme).RequireAuthenticatedUser()).RequireTenant();
                app.MapGet($"/{scheme}/named", Run).RequireAuthorization(scheme).RequireTenant();
                app.MapGroup($"/{scheme}").RequireAuthorization(scheme).MapGet("/group", Run).RequireTenant();
                app.MapGet($"/{scheme}/optional", Run).RequireAuthorization(scheme);
            }
        },
        withDefaultScheme,
        options =>
        {
            foreach (string scheme in new[] { SignInHost.Cookie, SignInHost.Bearer })
            {
                options.AddPolicy(scheme, policy => policy.AddAuthenticationSchemes(scheme).RequireAuthenticatedUser());
            }
        });

    private string Run()
    {
        Interlocked.Increment(ref _ran);
        return Who.Now();
    }
}
