namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>Methods that a route does not have, and ways to say one thing and mean another.</summary>
public sealed class MethodTests(AttackedHostFixture fixture) : IClassFixture<AttackedHostFixture>
{
    private readonly AttackedHost _host = fixture.Host;

    public static TheoryData<string> Paths =>
        [.. ValidRequests.Api.Select(r => r.Request.Target.Split('?')[0]).Distinct(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Method_that_a_route_lacks_is_refused(string path)
    {
        foreach (string target in new[] { path, path.Replace("acme", "globex", StringComparison.Ordinal) })
        {
            foreach (string method in new[] { "HEAD", "OPTIONS", "TRACE", "PROPFIND", "LINK", "PURGE", "QUERY", "M-SEARCH", "get_", "CONNECT" })
            {
                RawAnswer answer = await _host.AttackAsync(AttackRequest.Of(method, target).ToText());
                answer.Status.Should().BeOneOf([400, 401, 404, 405], "{0} {1} was answered with {2}", method, target, answer);
                answer.ToString().Should().NotContain("mallory");
            }
        }
    }

    [Theory]
    [InlineData("X-HTTP-Method-Override")]
    [InlineData("X-HTTP-Method")]
    [InlineData("X-Method-Override")]
    [InlineData("_method")]
    public async Task Method_cannot_be_tunnelled(string header)
    {
        AttackRequest get = AttackRequest.Of("GET", "/api/v1/tenants/acme/allocations/job-1?_method=DELETE", null, (header, "DELETE"));
        AttackRequest post = AttackRequest.Of("POST", "/api/v1/tenants/acme/allocations/job-1/commit?_method=DELETE", """{"_method":"DELETE"}""", (header, "DELETE"));

        (await _host.AttackAsync(get.ToText())).Status.Should().Be(405);
        (await _host.AttackAsync(post.ToText())).Status.Should().Be(204);
        (await _host.AttackAsync(AttackRequest.Of("GET", "/api/v1/tenants/acme/allocations").ToText())).Body.Should().Contain("job-1");
    }

    /// <summary>Routing takes a method in any case.</summary>
    [Fact]
    public async Task Method_in_another_case_does_what_it_says()
    {
        AttackRequest patch = AttackRequest.Of("pAtCh", "/api/v1/tenants/acme") with { Body = """{"labels":{"m":"1"}}"""u8.ToArray(), Headers = [("Content-Type", "application/json")] };

        RawAnswer answer = await _host.AttackAsync(patch.ToText());

        answer.Status.Should().Be(200);
        IReadOnlyList<TenancyEvent> events = (await _host.Web.Tenants.ReadEventsAsync(new EventQuery { Tenant = WebTestHost.Acme }, TestContext.Current.CancellationToken)).Events;
        events.Should().Contain(e => e is TenantUpdated && e.Actor == "mallory");
    }

    [Fact]
    public async Task Stranger_is_answered_the_same_with_any_tenant_and_with_none()
    {
        foreach (string path in new[] { "/who", "/find/globex", "/pods/globex-web", "/pods/acme-web" })
        {
            RawAnswer[] answers =
            [
                await _host.AttackAsync(AttackRequest.Of("GET", path).As("stranger").ToText()),
                await _host.AttackAsync(AttackRequest.Of("GET", path, null, ("X-Tenant-Id", "globex")).As("stranger").ToText()),
                await _host.AttackAsync(AttackRequest.Of("GET", path, null, ("X-Tenant-Id", "no-such")).As("stranger").ToText()),
                await _host.AttackAsync(AttackRequest.Of("GET", path, null, ("X-Tenant-Id", "GLOBEX")).As("stranger").ToText()),
            ];
            answers.Should().AllSatisfy(a => a.Status.Should().Be(404));
            answers.Select(a => a.Body).Distinct().Should().ContainSingle();
        }
    }
}
