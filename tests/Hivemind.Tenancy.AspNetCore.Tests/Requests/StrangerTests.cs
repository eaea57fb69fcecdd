using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>Everybody who may not know whether a tenant exists gets one and the same answer, to the byte.</summary>
public sealed partial class StrangerTests
{
    private static readonly string?[] Wishes = ["globex", "no-such", "ACME", "a b", "", new string('a', 300), "asleep", "unborn", "dying"];

    [Theory]
    [InlineData(404, false)]
    [InlineData(404, true)]
    [InlineData(403, false)]
    [InlineData(403, true)]
    public async Task Strangers_of_all_kinds_are_answered_alike(int status, bool withProblemService)
    {
        await using WebTestHost host = await StartAsync(
            status, byDefault: false, services => _ = withProblemService ? services.AddProblemDetails() : services);
        string expected = await AnswerAsync(host, "/who", null);

        expected.Should().StartWith(status.ToString(CultureInfo.InvariantCulture)).And.Contain(TenancyProblemTypes.TenantNotFound);
        await AllShouldBeAsync(expected, host, "/who", "/group/who", "/actions/tenant", "/permission");
        foreach (string? wish in Wishes)
        {
            (await AnswerAsync(host, "/maybe", wish)).Should().Be(expected, "{0} is no tenant of alice's", wish);
        }
    }

    [Theory]
    [InlineData(404)]
    [InlineData(403)]
    public async Task Strangers_of_all_kinds_are_answered_alike_when_everything_needs_a_tenant(int status)
    {
        await using WebTestHost host = await StartAsync(status, byDefault: true, services => services.AddProblemDetails());
        string expected = await AnswerAsync(host, "/who", null);

        expected.Should().StartWith(status.ToString(CultureInfo.InvariantCulture)).And.Contain(TenancyProblemTypes.TenantNotFound);
        await AllShouldBeAsync(expected, host, "/who", "/maybe", "/group/who", "/no-such-path", "/actions/tenant", "/actions/plain", "/permission");
    }

    [Fact]
    public async Task Owner_of_a_tenant_that_was_deleted_and_made_again_is_a_stranger()
    {
        await using WebTestHost host = await StartAsync(404, byDefault: false, _ => { });
        string expected = await AnswerAsync(host, "/who", "no-such");
        await host.GetAsync("/who", "alice", "acme").ShouldSayAsync("acme/alice");

        await host.Tenants.DeleteTenantAsync(WebTestHost.Acme, cancellationToken: TestContext.Current.CancellationToken);
        (await AnswerAsync(host, "/who", "acme")).Should().Be(expected);
        await host.CreateAsync(WebTestHost.Acme, "bob");

        (await AnswerAsync(host, "/who", "acme")).Should().Be(expected);
        await host.GetAsync("/who", "bob", "acme").ShouldSayAsync("acme/bob");
    }

    private static async Task AllShouldBeAsync(string expected, WebTestHost host, params string[] paths)
    {
        foreach (string path in paths)
        {
            foreach (string? wish in Wishes.Prepend(null))
            {
                (await AnswerAsync(host, path, wish)).Should().Be(expected, "{0} is no tenant of alice's at {1}", wish, path);
            }
        }
    }

    private static async Task<WebTestHost> StartAsync(int status, bool byDefault, Action<IServiceCollection> services)
    {
        WebTestHost host = await WebTestHost.StartAsync(
            options =>
            {
                options.ResolveFromHeader();
                options.StrangerStatusCode = status;
                options.RequireTenantByDefault = byDefault;
            },
            app =>
            {
                Who.MapBoth(app);
                app.MapGroup("/group").RequireTenant().MapWho();
                app.MapWho("/permission").RequireTenantPermission("things", "read");
                app.MapControllers();
            },
            collection =>
            {
                collection.AddControllers().AddApplicationPart(typeof(StrangerTests).Assembly);
                services(collection);
            },
            tenancy: tenancy => tenancy.AddProvisioner<StuckTenants>());
        await host.CreateInEveryStatusAsync("gina");
        return host;
    }

    /// <summary>Status, headers and body, but for the time and the id of the trace.</summary>
    private static async Task<string> AnswerAsync(WebTestHost host, string path, string? wish)
    {
        using HttpResponseMessage response = await (wish is null ? host.GetAsync(path, "alice") : host.GetAsync(path, "alice", wish));
        response.Headers.Date = null;
        string body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return $"{(int)response.StatusCode}\n{response.Headers}{response.Content.Headers}\n{TraceId().Replace(body, string.Empty)}";
    }

    [GeneratedRegex(",\"traceId\":\"[^\"]*\"")]
    private static partial Regex TraceId();
}
