using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>
/// Authentication may put several identities into a principal, authenticated or not, in any order: those that are not say nothing, and those
/// that are have to agree.
/// </summary>
public sealed class SeveralIdentitiesTests
{
    private static readonly ClaimsIdentity Alice = Identity(true, Id("alice"));

    public static TheoryData<ClaimsIdentity[], string?> Principals => new()
    {
        { [], null },
        { [Alice], "alice" },
        { [Identity(false, Id("mallory")), Alice], "alice" },
        { [Alice, Identity(false, Id("mallory"))], "alice" },
        { [Identity(false, Id("mallory"))], null },
        { [Identity(false), Identity(false, Id("mallory")), Alice], "alice" },
        { [Identity(true), Alice], "alice" },
        { [Alice, Identity(true, new Claim("sub", "alice"))], "alice" },
        { [Alice, Identity(true, Id("gina"))], null },
        { [Identity(true, Id("gina")), Identity(false), Alice], null },
        { [Alice, Identity(true, new Claim("sub", "Alice"))], null },
        { [Alice, Identity(true, Id(string.Empty))], null },
        { [Identity(true)], null },
    };

    [Theory]
    [MemberData(nameof(Principals), DisableDiscoveryEnumeration = true)]
    public async Task User_is_the_one_that_authenticated_identities_agree_on(ClaimsIdentity[] identities, string? user)
    {
        await using WebTestHost host = await StartAsync(options => options.ResolveFromHeader(), identities);

        if (user is null)
        {
            await host.GetAsync("/who", tenants: "acme").ShouldBeAsync(identities.Any(i => i.IsAuthenticated) ? HttpStatusCode.Forbidden : HttpStatusCode.Unauthorized);
            await host.GetAsync("/user").ShouldSayAsync("none");
        }
        else
        {
            await host.GetAsync("/who", tenants: "acme").ShouldSayAsync($"acme/{user}");
            await host.GetAsync("/user").ShouldSayAsync(user);
        }
    }

    [Fact]
    public async Task Tenant_is_claimed_by_authenticated_identities_only()
    {
        Claim acme = new("tenant", "acme");
        Claim globex = new("tenant", "globex");

        await using WebTestHost other = await StartAsync(options => options.ResolveFromClaim(), Identity(false, globex), Identity(true, Id("alice"), acme));
        await other.GetAsync("/who").ShouldSayAsync("acme/alice");

        await using WebTestHost none = await StartAsync(options => options.ResolveFromClaim(), Alice, Identity(false, acme));
        await none.GetAsync("/who").ShouldBeRefusedAsync();

        await using WebTestHost added = await StartAsync(options => options.ResolveFromClaim(), Alice, Identity(true, acme));
        await added.GetAsync("/who").ShouldSayAsync("acme/alice");

        await using WebTestHost several = await StartAsync(options => options.ResolveFromClaim(), Identity(true, Id("alice"), acme), Identity(true, globex));
        await several.GetAsync("/who").ShouldBeAmbiguousAsync();
    }

    /// <summary>What the host reads from an identity that is not authenticated never reaches it.</summary>
    [Fact]
    public async Task GetUserId_of_the_hosts_own_sees_one_authenticated_identity_at_a_time()
    {
        await using WebTestHost host = await StartAsync(
            options =>
            {
                options.ResolveFromHeader();
                options.GetUserId = user => user.Claims.SingleOrDefault(c => c.Type == "email")?.Value;
            },
            Identity(false, new Claim("email", "mallory")),
            Identity(true, new Claim("email", "alice")),
            Identity(true, new Claim("email", "alice")));

        await host.GetAsync("/who", tenants: "acme").ShouldSayAsync("acme/alice");
    }

    /// <summary>Its first identity is not authenticated, another is: it may not act as the user that stands for nobody.</summary>
    [Fact]
    public async Task Signed_in_user_without_a_usable_id_is_not_the_APIs_anonymous_one()
    {
        await using WebTestHost host = await StartAsync(
            options => options.ResolveFromHeader(), app => app.MapTenantApi(configure: api => api.AnonymousUserId = "alice").AllowAnonymous(), Identity(false), Identity(true));
        await host.GetAsync("/api/v1/tenants/acme").ShouldBeAsync(HttpStatusCode.Unauthorized);

        await using WebTestHost nobody = await StartAsync(
            options => options.ResolveFromHeader(), app => app.MapTenantApi(configure: api => api.AnonymousUserId = "alice").AllowAnonymous(), Identity(false));
        await nobody.GetAsync("/api/v1/tenants/acme").ShouldBeAsync(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData("  ", "it is empty")]
    [InlineData("evil\r\nname", "control characters")]
    [InlineData(" evil", "white space at its ends")]
    [InlineData("unpaired", "unpaired surrogates")]
    [InlineData(null, "no authenticated identity has one")]
    [InlineData("long", "longer than 256 characters")]
    public async Task Unusable_user_id_is_nobodys_and_one_warning_that_says_why(string? id, string reason)
    {
        string? value = id switch
        {
            "long" => new string('e', 257),
            "unpaired" => "evil\ud800",
            _ => id,
        };
        FakeLogCollector log = new();
        await using WebTestHost host = await StartAsync(
            options => options.ResolveFromHeader(), log: log, identities: value is null ? Identity(true) : Identity(true, Id(value)));

        await host.GetAsync("/who", tenants: "acme").ShouldBeAsync(HttpStatusCode.Forbidden);
        await host.GetAsync("/who", tenants: "acme").ShouldBeAsync(HttpStatusCode.Forbidden);
        await host.GetAsync("/user").ShouldSayAsync("none");

        FakeLogRecord warning = log.GetSnapshot().Where(r => r.Level >= LogLevel.Warning && r.Category!.StartsWith("Hivemind", StringComparison.Ordinal)).Should().ContainSingle().Which;
        warning.Message.Should().Contain(reason).And.NotContain("evil").And.NotContain("eee");
    }

    [Fact]
    public async Task Each_reason_is_said_once()
    {
        FakeLogCollector log = new();
        ClaimsIdentity[] identities = [Identity(true, Id("alice")), Identity(true, Id("gina"))];
        await using WebTestHost host = await StartAsync(options => options.ResolveFromHeader(), log: log, identities: identities);

        await host.GetAsync("/user");
        await host.GetAsync("/user");
        identities[1] = Identity(true, Id("alice"));
        await host.GetAsync("/user").ShouldSayAsync("alice");
        identities[0] = identities[1] = Identity(true, Id(string.Empty));
        await host.GetAsync("/user");
        await host.GetAsync("/user");

        log.GetSnapshot().Where(r => r.Level >= LogLevel.Warning && r.Category!.StartsWith("Hivemind", StringComparison.Ordinal)).Select(r => r.Message)
            .Should().SatisfyRespectively(m => m.Should().Contain("different ones"), m => m.Should().Contain("it is empty"));
    }

    private static Task<WebTestHost> StartAsync(Action<TenancyWebOptions> web, params ClaimsIdentity[] identities) => StartAsync(web, _ => { }, identities);

    private static Task<WebTestHost> StartAsync(Action<TenancyWebOptions> web, Action<WebApplication> map, params ClaimsIdentity[] identities) =>
        StartAsync(web, new FakeLogCollector(), map, identities);

    private static Task<WebTestHost> StartAsync(Action<TenancyWebOptions> web, FakeLogCollector log, params ClaimsIdentity[] identities) =>
        StartAsync(web, log, _ => { }, identities);

    private static Task<WebTestHost> StartAsync(Action<TenancyWebOptions> web, FakeLogCollector log, Action<WebApplication> map, ClaimsIdentity[] identities) => WebTestHost.StartAsync(
        web,
        app =>
        {
            app.MapWho().RequireTenant();
            app.MapGet("/user", () => TenantContext.Current?.UserId ?? "none");
            map(app);
        },
        services => services.AddSingleton<ILoggerProvider>(new FakeLoggerProvider(log)),
        app =>
        {
            app.Use(next => http =>
            {
                http.User = new ClaimsPrincipal(identities);
                return next(http);
            });
            app.UseHivemindTenancy();
            app.UseAuthorization();
        });

    private static ClaimsIdentity Identity(bool isAuthenticated, params Claim[] claims) => new(claims, isAuthenticated ? "test" : null);

    private static Claim Id(string value) => new(ClaimTypes.NameIdentifier, value);
}
