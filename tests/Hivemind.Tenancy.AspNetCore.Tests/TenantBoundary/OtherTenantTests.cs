using System.Text.Json;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>What belongs to another tenant, in every place of a request that takes a name.</summary>
public sealed class OtherTenantTests(AttackedHostFixture fixture) : IClassFixture<AttackedHostFixture>
{
    private const string Tenant = ValidRequests.Tenant;

    private readonly AttackedHost _host = fixture.Host;

    public static TheoryData<string> Operations =>
        [.. ValidRequests.Api.Where(r => r.Request.Target.StartsWith(Tenant, StringComparison.Ordinal)).Select(r => r.Operation)];

    /// <summary>An attacker is answered the same, to the byte, for a tenant that is there and for one that is not.</summary>
    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Operation_on_another_tenant_reveals_and_does_nothing(string operation)
    {
        AttackRequest request = ValidRequests.Api.Single(r => r.Operation == operation).Request;
        foreach (string? user in new[] { "mallory", "vera", "stranger", null })
        {
            RawAnswer globex = await SendAsync(At(request, "globex").As(user));
            RawAnswer nowhere = await SendAsync(At(request, "no-such").As(user));

            globex.Status.Should().Be(user is null ? 401 : 404, "{0} was answered {1}", user, globex);
            WithoutDate(globex).Should().Be(WithoutDate(nowhere));
        }

        await _host.ShouldBeUntouchedAsync();
    }

    [Theory]
    [InlineData("""{"subject":"user mallory","role_id":"tenant-viewer","namespace":"globex-web"}""", 400)]
    [InlineData("""{"subject":"user mallory","role_id":"tenant-viewer","namespace":"no-such"}""", 400)]
    [InlineData("""{"subject":"user mallory","role_id":"tenant-viewer","namespace":"../globex"}""", 400)]
    [InlineData("""{"subject":"user mallory","role_id":"tenant-viewer","namespace":"acme-web/../../globex"}""", 400)]
    [InlineData("""{"subject":"user mallory","role_id":"tenant-viewer","namespace":"*"}""", 400)]
    [InlineData("""{"subject":"user mallory","role_id":"tenant-viewer","namespace":""}""", 400)]
    [InlineData("""{"subject":"user mallory","role_id":"tenant-viewer","namespace":"acme-web","resource":"a/../../globex"}""", 400)]
    [InlineData("""{"subject":"user mallory","role_id":"tenant-viewer","resource":"shop"}""", 400)]
    [InlineData("""{"subject":"user mallory","role_id":"tenant-viewer","scope":"globex"}""", 400)]
    [InlineData("""{"subject":"user mallory","role_id":"tenant-viewer","tenant_id":"globex"}""", 400)]
    [InlineData("""{"subject":"mallory","role_id":"tenant-viewer"}""", 400)]
    [InlineData("""{"subject":"user ","role_id":"tenant-viewer"}""", 400)]
    [InlineData("""{"subject":"user a\u000auser b","role_id":"tenant-viewer"}""", 400)]
    [InlineData("""{"subject":"user mallory","role_id":"no-such"}""", 400)]
    [InlineData("""{"subject":"user mallory","role_id":"\u0000"}""", 400)]
    public async Task Binding_stays_beneath_the_tenant_of_the_route(string body, int status)
    {
        RawAnswer answer = await SendAsync(AttackRequest.Of("POST", Tenant + "/role-bindings", body));

        answer.Status.Should().Be(status, "the answer was {0}", answer);
        await _host.ShouldBeUntouchedAsync();
    }

    [Theory]
    [InlineData("namespace=globex-web", 404)]
    [InlineData("namespace=..%2Fglobex", 400)]
    [InlineData("namespace=acme-web&namespace=globex-web", 400)]
    [InlineData("tenant_id=globex&namespace=globex-web", 404)]
    [InlineData("scope=globex", 404)]
    public async Task Unbinding_stays_beneath_the_tenant_of_the_route(string query, int status)
    {
        RawAnswer answer = await SendAsync(AttackRequest.Of("DELETE", $"{Tenant}/role-bindings?subject=user%20gina&role_id=tenant-admin&{query}"));

        answer.Status.Should().Be(status, "the answer was {0}", answer);
        await _host.ShouldBeUntouchedAsync();
    }

    [Fact]
    public async Task Allocation_ids_are_of_the_tenant_of_the_route()
    {
        // job-2 is held by globex, not by acme.
        (await SendAsync(AttackRequest.Of("POST", Tenant + "/allocations/job-2/commit"))).Status.Should().Be(409);
        (await SendAsync(AttackRequest.Of("POST", Tenant + "/allocations/job-2/renew", "{}"))).Status.Should().Be(409);
        (await SendAsync(AttackRequest.Of("PUT", Tenant + "/allocations/job-2", """{"amounts":{"memory":1}}"""))).Status.Should().Be(409);
        (await SendAsync(AttackRequest.Of("DELETE", Tenant + "/allocations/job-2"))).Status.Should().Be(204);
        (await SendAsync(AttackRequest.Of("POST", Tenant + "/allocations", """{"id":"job-2","amounts":{"memory":1}}"""))).Status.Should().Be(201);
        (await SendAsync(AttackRequest.Of("DELETE", Tenant + "/allocations/globex%2Fjob-1"))).Status.Should().Be(204);
        (await SendAsync(AttackRequest.Of("DELETE", Tenant + "/allocations/..%2F..%2Fglobex%2Fallocations%2Fjob-1"))).Status.Should().Be(204);
        (await SendAsync(AttackRequest.Of("DELETE", Tenant + "/allocations/../../globex/allocations/job-1"))).Status.Should().Be(404);
        await _host.ShouldBeUntouchedAsync();
    }

    /// <summary>Both tenants have an app and a volume called front.</summary>
    [Fact]
    public async Task Apps_and_volumes_are_of_the_tenant_of_the_route()
    {
        RawAnswer list = await SendAsync(AttackRequest.Of("GET", Tenant + "/apps"));
        JsonDocument.Parse(list.Body).RootElement.GetProperty("apps").Texts("name").Should().Equal("front");
        foreach (string path in new[] { "/namespaces/globex-web/apps/front", "/namespaces/globex-web/apps/front/logs", "/namespaces/globex-web/apps/front/usage" })
        {
            (await SendAsync(AttackRequest.Of("GET", Tenant + path))).Status.Should().Be(404);
        }

        (await SendAsync(AttackRequest.Of("GET", Tenant + "/apps?namespace=globex-web"))).Body.Should().Contain("\"apps\":[]");
        (await SendAsync(AttackRequest.Of("POST", Tenant + "/namespaces/globex-web/apps/front/scale", """{"replicas":2}"""))).Status.Should().Be(404);
        (await SendAsync(AttackRequest.Of("POST", Tenant + "/namespaces/globex-web/apps/front/stop"))).Status.Should().Be(404);
        (await SendAsync(AttackRequest.Of("PUT", Tenant + "/namespaces/globex-web/apps/front", """{"image":"mine"}"""))).Status.Should().Be(400);
        (await SendAsync(AttackRequest.Of("POST", Tenant + "/apps", """{"namespace":"globex-web","name":"front","spec":{"image":"mine"}}"""))).Status.Should().Be(400);
        (await SendAsync(AttackRequest.Of("POST", Tenant + "/apps", """{"namespace":"acme-web","name":"thief","spec":{"image":"a","volumes":[{"volume":"front","path":"/a","kind":"shared"}]}}"""))).Status.Should().Be(422);
        (await SendAsync(AttackRequest.Of("DELETE", Tenant + "/namespaces/globex-web/apps/front"))).Status.Should().Be(204);
        (await SendAsync(AttackRequest.Of("DELETE", Tenant + "/namespaces/globex-web/volumes/front"))).Status.Should().Be(204);
        (await SendAsync(AttackRequest.Of("GET", Tenant + "/volumes"))).Body.Should().Contain("\"size\":4096").And.NotContain("globex");
        await _host.ShouldBeUntouchedAsync();
    }

    /// <summary>
    /// A client that releases it by its address, as a dashboard does, would delete the tenant: clients and servers take <c>allocations/..</c>
    /// for <c>/tenants/acme/</c>, however it is encoded.
    /// </summary>
    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    public async Task Allocation_that_no_path_can_name_is_refused(string id)
    {
        (await SendAsync(AttackRequest.Of("POST", Tenant + "/allocations", $$$"""{"id":"{{{id}}}","amounts":{"memory":1}}"""))).Status.Should().Be(400);
    }

    [Fact]
    public async Task Cursor_of_another_tenant_is_only_a_place_in_an_order()
    {
        RawAnswer page = (await RawClient.SendAsync(_host.Address, AttackRequest.Of("GET", "/api/v1/tenants/globex/allocations?limit=1").As("gina").ToText())).Single();
        string cursor = JsonDocument.Parse(page.Body).RootElement.GetProperty("next_cursor").GetString()!;

        RawAnswer acme = await SendAsync(AttackRequest.Of("GET", $"{Tenant}/allocations?cursor={cursor}"));

        acme.Status.Should().Be(200);
        acme.Body.Should().Contain("job-1").And.NotContain("engine\",\"state\":\"held\",\"expires_at\":null");
        (await SendAsync(AttackRequest.Of("GET", $"/api/v1/tenants/globex/allocations?cursor={cursor}"))).Status.Should().Be(404);
        (await SendAsync(AttackRequest.Of("GET", $"/api/v1/tenants?cursor={cursor}"))).Status.Should().BeOneOf(200, 400);
    }

    [Theory]
    [InlineData("mallory", "acme")]
    [InlineData("vera", "acme")]
    [InlineData("stranger", null)]
    public async Task Lists_hold_what_the_caller_has_access_to(string user, string? tenant)
    {
        foreach (string query in new[] { "", "?owner_id=gina", "?tenant_id=globex", "?all=true", "?offset=0&limit=1000", "?status=active", "?cursor=AWFjbWU" })
        {
            RawAnswer answer = await SendAsync(AttackRequest.Of("GET", "/api/v1/tenants" + query).As(user));
            answer.Status.Should().Be(200);
            JsonDocument.Parse(answer.Body).RootElement.GetProperty("tenants").Texts("id").Should().BeSubsetOf(tenant is null ? [] : [tenant]);
        }

        (await SendAsync(AttackRequest.Of("GET", "/api/v1/events?tenant_id=globex").As(user))).Status.Should().Be(404);
        foreach (string path in new[] { "usage", "usage?limit=1", "events", "role-bindings?all=true", "groups/crew/members" })
        {
            (await SendAsync(AttackRequest.Of("GET", "/api/v1/" + path).As(user))).Status.Should().Be(403);
        }
    }

    /// <summary>Otherwise the answer would reveal which namespaces others have.</summary>
    [Fact]
    public async Task Namespace_of_another_tenant_is_refused_as_a_free_one()
    {
        RawAnswer taken = await SendAsync(AttackRequest.Of("PATCH", Tenant, """{"namespaces":["acme-web","globex-web"]}"""));
        RawAnswer free = await SendAsync(AttackRequest.Of("PATCH", Tenant, """{"namespaces":["acme-web","free-web"]}"""));

        taken.Status.Should().Be(403);
        WithoutDate(taken).Should().Be(WithoutDate(free));
    }

    [Fact]
    public async Task Explanation_is_of_the_tenant_of_the_route_only()
    {
        foreach (string query in new[] { "user_id=gina", "user_id=carl&permission=containers:read&namespace=globex-web", "user_id=root&permission=*:*", "user_id=carl", "tenant_id=globex&user_id=gina" })
        {
            RawAnswer answer = await SendAsync(AttackRequest.Of("GET", $"{Tenant}/access?{query}"));
            answer.Status.Should().BeOneOf(200, 400);
            answer.Body.Should().NotContain("globex\"").And.NotContain("crew");
        }
    }

    private Task<RawAnswer> SendAsync(AttackRequest request) => _host.AttackAsync(request.ToText());

    private static AttackRequest At(AttackRequest request, string tenant) =>
        request with { Target = request.Target.Replace("/tenants/acme", "/tenants/" + tenant, StringComparison.Ordinal) };

    private static string WithoutDate(RawAnswer answer) =>
        string.Join('\n', answer.ToString().Split('\n').Where(l => !l.StartsWith("Date:", StringComparison.Ordinal)));
}
