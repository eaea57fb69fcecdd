using System.Text.Json;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>Entity tags and keys that belong to something else.</summary>
public sealed class PreconditionTests(AttackedHostFixture fixture) : IClassFixture<AttackedHostFixture>
{
    private const string Tenant = ValidRequests.Tenant;

    private readonly AttackedHost _host = fixture.Host;

    [Theory]
    [InlineData("If-Match: {0}", 200)]
    [InlineData("If-Match: *", 200)]
    [InlineData("If-Match: \"x\", {0}", 200)]
    [InlineData("If-Match: \"x\"\r\nIf-Match: {0}", 200)]
    [InlineData("If-Match: W/{0}", 412)]
    [InlineData("If-Match: {1}", 412)]
    [InlineData("If-Match: \"x\"", 412)]
    [InlineData("If-Match: \"\"", 412)]
    [InlineData("If-Match: *, {0}", 400)]
    [InlineData("If-Match: {0}, *", 400)]
    [InlineData("If-Match: {0} {0}", 400)]
    [InlineData("If-Match: {0}x", 400)]
    [InlineData("If-Match: '{0}'", 400)]
    [InlineData("If-Match: 1", 400)]
    [InlineData("If-Match: w/{0}", 412)]
    [InlineData("If-Match:", 400)]
    [InlineData("If-Match: ,", 400)]
    public async Task If_match_is_compared_strongly(string header, int status)
    {
        string line = header.Replace("{0}", await TagAsync("acme"), StringComparison.Ordinal).Replace("{1}", await TagAsync("globex"), StringComparison.Ordinal);
        AttackRequest request = AttackRequest.Of("PATCH", Tenant, """{"labels":{"a":"b"}}""");
        foreach (string each in line.Split("\r\n"))
        {
            request = request.With(each.Split(':')[0], each.Split(':', 2)[1].Trim());
        }

        RawAnswer answer = await _host.AttackAsync(request.ToText());

        answer.Status.Should().Be(status, "the answer was {0}", answer);
    }

    [Fact]
    public async Task If_match_cannot_be_replayed_after_a_change()
    {
        string tag = await TagAsync("acme");
        AttackRequest change = AttackRequest.Of("PATCH", Tenant, $$"""{"description":"{{Guid.NewGuid()}}"}""", ("If-Match", tag));

        (await _host.AttackAsync(change.ToText())).Status.Should().Be(200);
        (await _host.AttackAsync(change.ToText())).Status.Should().Be(412);
    }

    [Fact]
    public async Task If_match_cannot_be_replayed_on_a_tenant_made_again()
    {
        AttackRequest create = AttackRequest.Of("POST", "/api/v1/tenants", """{"id":"hooli","name":"Hooli"}""").As("root");
        string[] methods = ["PATCH /", "PUT /quotas", "PUT /isolation", "POST /suspend", "POST /resume", "POST /namespaces", "DELETE /"];
        (await _host.AttackAsync(create.ToText())).Status.Should().Be(201);
        string tag = await TagAsync("hooli");
        (await _host.AttackAsync(AttackRequest.Of("DELETE", "/api/v1/tenants/hooli", null, ("If-Match", tag)).As("root").ToText())).Status.Should().Be(204);
        (await _host.AttackAsync(create.ToText())).Status.Should().Be(201);

        foreach (string method in methods)
        {
            string[] parts = method.Split(' ');
            string? body = parts[1] switch
            {
                "/quotas" => "{}",
                "/isolation" => """{"isolation_level":"hard"}""",
                "/suspend" => """{"reason":"x"}""",
                "/namespaces" => """{"namespace":"hooli-web"}""",
                "/" when parts[0] == "PATCH" => """{"description":"x"}""",
                _ => null,
            };
            AttackRequest replay = AttackRequest.Of(parts[0], $"/api/v1/tenants/hooli{parts[1]}", body, ("If-Match", tag)).As("root");
            (await _host.AttackAsync(replay.ToText())).Status.Should().Be(412, "that is the answer to {0}", method);
        }

        (await _host.AttackAsync(AttackRequest.Of("DELETE", "/api/v1/tenants/hooli").As("root").ToText())).Status.Should().Be(204);
    }

    [Fact]
    public async Task Idempotency_key_of_another_user_is_another_key()
    {
        AttackRequest create = AttackRequest.Of("POST", Tenant + "/allocations", """{"amounts":{"memory":1}}""", ("Idempotency-Key", "shared"));
        AttackRequest other = AttackRequest.Of("POST", Tenant + "/allocations", """{"amounts":{"memory":2}}""", ("Idempotency-Key", "shared")).As("alice");
        AttackRequest elsewhere = AttackRequest.Of("POST", "/api/v1/tenants/globex/allocations", """{"amounts":{"memory":3}}""", ("Idempotency-Key", "shared"));

        string[] ids = [await IdAsync(create), await IdAsync(create), await IdAsync(other)];

        ids[1].Should().Be(ids[0]);
        ids[2].Should().NotBe(ids[0]);
        (await _host.AttackAsync(elsewhere.ToText())).Status.Should().Be(404);
        (await _host.AttackAsync((create with { Body = other.Body }).ToText())).Status.Should().Be(422);
        await _host.ShouldBeUntouchedAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("\u00E9")]
    [InlineData("a\tb")]
    public async Task Idempotency_key_that_is_malformed_is_refused(string key) =>
        (await _host.AttackAsync(AttackRequest.Of("POST", Tenant + "/allocations", """{"amounts":{"memory":1}}""", ("Idempotency-Key", key)).ToText())).Status.Should().Be(400);

    private async Task<string> IdAsync(AttackRequest request)
    {
        RawAnswer answer = await _host.AttackAsync(request.ToText());
        answer.Status.Should().Be(201, "the answer was {0}", answer);
        return JsonDocument.Parse(answer.Body).RootElement.GetProperty("id").GetString()!;
    }

    private async Task<string> TagAsync(string tenant)
    {
        RawAnswer answer = (await RawClient.SendAsync(_host.Address, AttackRequest.Of("GET", "/api/v1/tenants/" + tenant).As("root").ToText())).Single();
        return JsonDocument.Parse(answer.Body).RootElement.GetProperty("etag").GetString()!;
    }
}
