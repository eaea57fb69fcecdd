using System.Net;
using System.Text.Json;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>Keys over two hosts of one database, with caches that keep for minutes.</summary>
public sealed class IdempotencyHostsTests : IAsyncLifetime
{
    private const string Key = "Idempotency-Key: k";
    private const string Tenant = """{"name": "New", "labels": {"b": "1", "a": "2"}}""";
    private const string Amounts = """{"amounts": {"cpu": 1}}""";
    private const string Binding = """{"subject": "user bob", "role_id": "tenant-operator"}""";

    private readonly TemporaryDatabase _database = new();
    private ApiTestHost _a = null!;
    private ApiTestHost _b = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _a = await ApiTestHost.StartAsync(tenancy: _database.Use);
        _b = await ApiTestHost.StartAsync(tenancy: _database.Use);
    }

    public async ValueTask DisposeAsync()
    {
        await _b.DisposeAsync();
        await _a.DisposeAsync();
        _database.Dispose();
    }

    [Theory]
    [InlineData("/tenants", Tenant, HttpStatusCode.Created)]
    [InlineData("/tenants/acme/allocations", Amounts, HttpStatusCode.Created)]
    [InlineData("/tenants/acme/role-bindings", Binding, HttpStatusCode.OK)]
    [InlineData("/role-bindings", Binding, HttpStatusCode.OK)]
    public async Task Same_request_is_replayed_on_the_other_host(string path, string body, HttpStatusCode replay)
    {
        JsonElement first = await (await PostAsync(_a, path, body)).ShouldBeAsync(HttpStatusCode.Created);
        long newest = await NewestEventAsync();

        HttpResponseMessage again = await PostAsync(_b, path, body);

        (await again.ShouldBeAsync(replay)).GetRawText().Should().Be(first.GetRawText());
        again.Headers.GetValues("Idempotent-Replayed").Should().Equal("true");
        (await NewestEventAsync()).Should().Be(newest);
    }

    [Theory]
    [InlineData("/tenants", Tenant, """{"name": "New"}""")]
    [InlineData("/tenants", Tenant, """{"name": "Other"}""")]
    [InlineData("/tenants/acme/allocations", Amounts, """{"amounts": {"cpu": 2}}""")]
    [InlineData("/tenants/acme/role-bindings", Binding, """{"subject": "user eve", "role_id": "tenant-operator"}""")]
    [InlineData("/role-bindings", Binding, """{"subject": "user bob", "role_id": "tenant-viewer"}""")]
    public async Task Another_request_is_refused_on_the_other_host(string path, string body, string other)
    {
        await (await PostAsync(_a, path, body)).ShouldBeAsync(HttpStatusCode.Created);

        await (await PostAsync(_b, path, other)).ShouldBeProblemAsync(422, TenancyProblemTypes.IdempotencyKeyReused);
    }

    [Fact]
    public async Task Tenant_that_was_deleted_is_not_made_again()
    {
        await (await PostAsync(_a, "/tenants", Tenant)).ShouldBeAsync(HttpStatusCode.Created);
        (await _a.SendAsync("DELETE", "/tenants/new", ApiTestHost.Admin)).StatusCode.Should().Be(HttpStatusCode.NoContent);

        await (await PostAsync(_b, "/tenants", Tenant)).ShouldBeProblemAsync(409, TenancyProblemTypes.IdempotencyResultGone);

        (await _a.Web.Tenants.FindTenantByNameAsync("New", Token)).Should().BeNull();
    }

    [Fact]
    public async Task Allocation_that_was_released_is_not_held_again()
    {
        JsonElement made = await (await PostAsync(_a, "/tenants/acme/allocations", Amounts)).ShouldBeAsync(HttpStatusCode.Created);
        (await _a.SendAsync("DELETE", $"/tenants/acme/allocations/{made.Text("id")}", ApiTestHost.Admin)).StatusCode.Should().Be(HttpStatusCode.NoContent);

        await (await PostAsync(_b, "/tenants/acme/allocations", Amounts)).ShouldBeProblemAsync(409, TenancyProblemTypes.IdempotencyResultGone);

        (await _a.Web.Quotas.ListAllocationsAsync(WebTestHost.Acme, cancellationToken: Token)).Should().BeEmpty();
    }

    [Theory]
    [InlineData("/tenants/acme/role-bindings")]
    [InlineData("/role-bindings")]
    public async Task Role_that_was_unbound_is_not_bound_again(string path)
    {
        await (await PostAsync(_a, path, Binding)).ShouldBeAsync(HttpStatusCode.Created);
        (await _a.SendAsync("DELETE", path + "?subject=user%20bob&role_id=tenant-operator", ApiTestHost.Admin)).StatusCode.Should().Be(HttpStatusCode.NoContent);

        await (await PostAsync(_b, path, Binding)).ShouldBeProblemAsync(409, TenancyProblemTypes.IdempotencyResultGone);

        (await _b.Web.Access.CheckTenantAccessAsync("bob", WebTestHost.Acme, Token)).Should().BeFalse();
    }

    [Fact]
    public async Task Binding_in_a_tenant_that_was_made_again_is_another_request()
    {
        await (await PostAsync(_a, "/tenants/acme/role-bindings", Binding)).ShouldBeAsync(HttpStatusCode.Created);
        await _a.Web.Tenants.DeleteTenantAsync(WebTestHost.Acme, cancellationToken: Token);
        await _a.Web.CreateAsync(WebTestHost.Acme, "zoe");

        await (await PostAsync(_b, "/tenants/acme/role-bindings", Binding)).ShouldBeAsync(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData("/tenants", Tenant, HttpStatusCode.Created)]
    [InlineData("/tenants/acme/allocations", Amounts, HttpStatusCode.Created)]
    [InlineData("/tenants/acme/role-bindings", Binding, HttpStatusCode.OK)]
    [InlineData("/role-bindings", Binding, HttpStatusCode.OK)]
    public async Task Sixteen_at_once_make_one(string path, string body, HttpStatusCode replay)
    {
        HttpResponseMessage[] responses = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => PostAsync(i % 2 == 0 ? _a : _b, path, body)));

        HttpResponseMessage[] replayed = [.. responses.Where(r => r.Headers.Contains("Idempotent-Replayed"))];
        replayed.Should().HaveCount(15).And.OnlyContain(r => r.StatusCode == replay);
        responses.Except(replayed).Single().StatusCode.Should().Be(HttpStatusCode.Created);
        int made = path switch
        {
            "/tenants" => (await EventsAsync()).OfType<TenantCreated>().Count(e => e.TenantId == TenantId.Parse("new")),
            "/tenants/acme/allocations" => (await _a.Web.Quotas.ListAllocationsAsync(WebTestHost.Acme, cancellationToken: Token)).Count,
            _ => (await EventsAsync()).OfType<RoleBound>().Count(e => e.Binding.Subject == RoleSubject.User("bob")),
        };
        made.Should().Be(1);
    }

    private static Task<HttpResponseMessage> PostAsync(ApiTestHost host, string path, string body) => host.SendAsync("POST", path, ApiTestHost.Admin, body, Key);

    private async Task<IReadOnlyList<TenancyEvent>> EventsAsync() => (await _a.Web.Tenants.ReadEventsAsync(new EventQuery { Limit = 1000 }, Token)).Events;

    private async Task<long> NewestEventAsync() => (await EventsAsync())[^1].Sequence;
}
