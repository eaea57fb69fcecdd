using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.AspNetCore.Tests;

public sealed class IdempotencyTests
{
    private const string Key = "Idempotency-Key: 7f1c-42";
    private const string Body = """{"name": "New", "labels": {"a": "1", "b": "2"}, "namespaces": ["n1", "n2"]}""";
    private const string SameBody = """{"namespaces": ["n2", "n1"], "id": "new", "labels": {"b": "2", "a": "1"}, "owner_id": "root", "name": "New"}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tenant_is_made_once_and_answered_as_it_is_now()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();
        HttpResponseMessage first = await host.SendAsync("POST", "/tenants", ApiTestHost.Admin, Body, Key);
        await host.Web.Tenants.UpdateTenantAsync(TenantId.Parse("new"), t => t with { Description = "since" }, cancellationToken: Token);

        HttpResponseMessage again = await host.SendAsync("POST", "/tenants", ApiTestHost.Admin, SameBody, Key);

        await first.ShouldBeAsync(HttpStatusCode.Created);
        first.Headers.Contains("Idempotent-Replayed").Should().BeFalse();
        JsonElement tenant = await again.ShouldBeAsync(HttpStatusCode.Created);
        again.Headers.GetValues("Idempotent-Replayed").Should().Equal("true");
        again.Headers.Location!.OriginalString.Should().Be("/api/v1/tenants/new");
        tenant.Text("description").Should().Be("since");
    }

    [Fact]
    public async Task Events_say_who_and_nothing_of_the_key()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();
        await (await host.SendAsync("POST", "/tenants", ApiTestHost.Admin, Body, Key)).ShouldBeAsync(HttpStatusCode.Created);

        IReadOnlyList<TenancyEvent> events = (await host.Web.Tenants.ReadEventsAsync(new EventQuery { Tenant = TenantId.Parse("new") }, Token)).Events;

        events[0].ActorReason.Should().BeNull();
    }

    [Theory]
    [InlineData("""{"name": "New"}""")]
    [InlineData("""{"name": "Other"}""")]
    public async Task Key_with_another_body_is_refused_also_for_another_tenant(string body)
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();
        await (await host.SendAsync("POST", "/tenants", ApiTestHost.Admin, Body, Key)).ShouldBeAsync(HttpStatusCode.Created);

        await (await host.SendAsync("POST", "/tenants", ApiTestHost.Admin, body, Key)).ShouldBeProblemAsync(422, TenancyProblemTypes.IdempotencyKeyReused);

        (await host.Web.Tenants.FindTenantAsync(TenantId.Parse("other"), Token)).Should().BeNull();
    }

    [Fact]
    public async Task Tenant_made_without_the_key_or_by_somebody_else_conflicts()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();
        await host.Web.Access.BindRoleAsync(new RoleBinding(RoleSubject.User("rita"), "platform-admin", PermissionScope.Global), Token);
        await (await host.SendAsync("POST", "/tenants", "rita", Body, Key)).ShouldBeAsync(HttpStatusCode.Created);

        await (await host.SendAsync("POST", "/tenants", ApiTestHost.Admin, """{"id": "new", "name": "New", "owner_id": "rita"}""", Key)).ShouldBeProblemAsync(409, TenancyProblemTypes.TenantConflict);
        await (await host.SendAsync("POST", "/tenants", "rita", Body)).ShouldBeProblemAsync(409, TenancyProblemTypes.TenantConflict);
        await (await host.SendAsync("POST", "/tenants", "rita", Body, "Idempotency-Key: another")).ShouldBeProblemAsync(409, TenancyProblemTypes.TenantConflict);
    }

    [Fact]
    public async Task Key_does_not_bring_back_a_tenant_that_was_deleted_nor_give_the_one_made_again()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();
        await (await host.SendAsync("POST", "/tenants", ApiTestHost.Admin, Body, Key)).ShouldBeAsync(HttpStatusCode.Created);
        await host.Web.Tenants.DeleteTenantAsync(TenantId.Parse("new"), cancellationToken: Token);

        await (await host.SendAsync("POST", "/tenants", ApiTestHost.Admin, Body, Key)).ShouldBeProblemAsync(409, TenancyProblemTypes.IdempotencyResultGone);

        await host.Web.CreateAsync(TenantId.Parse("new"), "zoe");
        await (await host.SendAsync("POST", "/tenants", ApiTestHost.Admin, Body, Key)).ShouldBeProblemAsync(409, TenancyProblemTypes.IdempotencyResultGone);
    }

    [Fact]
    public async Task Refused_request_leaves_the_key_free()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();
        await (await host.SendAsync("POST", "/tenants", ApiTestHost.Admin, """{"id": "acme", "name": "Taken"}""", Key)).ShouldBeProblemAsync(409, TenancyProblemTypes.TenantConflict);

        await (await host.SendAsync("POST", "/tenants", ApiTestHost.Admin, Body, Key)).ShouldBeAsync(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Creation_whose_provisioner_failed_goes_on_under_its_key()
    {
        FailingProvisioner provisioner = new();
        await using ApiTestHost host = await ApiTestHost.StartAsync(tenancy: t => t.Services.AddSingleton<ITenantProvisioner>(provisioner));
        provisioner.Fails = true;
        JsonElement problem = await (await host.SendAsync("POST", "/tenants", ApiTestHost.Admin, Body, Key)).ShouldBeProblemAsync(502, TenancyProblemTypes.ProvisioningFailed);
        problem.Text("tenant_status").Should().Be("pending");
        provisioner.Fails = false;

        await (await host.SendAsync("POST", "/tenants", ApiTestHost.Admin, """{"name": "New"}""", Key)).ShouldBeProblemAsync(422, TenancyProblemTypes.IdempotencyKeyReused);
        HttpResponseMessage again = await host.SendAsync("POST", "/tenants", ApiTestHost.Admin, Body, Key);

        (await again.ShouldBeAsync(HttpStatusCode.Created)).Text("status").Should().Be("active");
    }

    [Fact]
    public async Task Allocation_is_held_once_for_a_key_and_user()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();
        const string path = "/tenants/acme/allocations";
        const string body = """{"amounts": {"cpu": 1, "other": {"gpu": 1, "ip": 2}}}""";

        HttpResponseMessage made = await host.SendAsync("POST", path, ApiTestHost.Owner, body, Key);
        HttpResponseMessage replayed = await host.SendAsync("POST", path, ApiTestHost.Owner, """{"amounts": {"other": {"ip": 2, "gpu": 1}, "cpu": 1.0}}""", Key);
        JsonElement other = await (await host.SendAsync("POST", path, ApiTestHost.Admin, body, Key)).ShouldBeAsync(HttpStatusCode.Created);
        await (await host.SendAsync("POST", path, ApiTestHost.Owner, """{"amounts": {"cpu": 2}}""", Key)).ShouldBeProblemAsync(422, TenancyProblemTypes.IdempotencyKeyReused);

        JsonElement first = await made.ShouldBeAsync(HttpStatusCode.Created);
        JsonElement again = await replayed.ShouldBeAsync(HttpStatusCode.Created);
        again.GetRawText().Should().Be(first.GetRawText());
        made.Headers.Contains("Idempotent-Replayed").Should().BeFalse();
        replayed.Headers.GetValues("Idempotent-Replayed").Should().Equal("true");
        replayed.Headers.Location.Should().Be(made.Headers.Location);
        other.Text("id").Should().NotBe(first.Text("id"));
        (await host.Web.Quotas.GetUsageAsync(WebTestHost.Acme, Token)).Held.Should().Be(2);
    }

    [Fact]
    public async Task Allocation_is_answered_as_it_is_now()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();
        const string path = "/tenants/acme/allocations";
        const string body = """{"id": "job", "amounts": {"cpu": 1}, "source": "engine"}""";
        JsonElement first = await (await host.SendAsync("POST", path, ApiTestHost.Owner, body, Key)).ShouldBeAsync(HttpStatusCode.Created);
        await host.Web.Quotas.CommitAsync(WebTestHost.Acme, "job", cancellationToken: Token);
        await host.Web.Quotas.ResizeAsync(WebTestHost.Acme, "job", new ResourceAmounts { CpuCores = 2 }, Token);

        JsonElement again = await (await host.SendAsync("POST", path, ApiTestHost.Owner, body, Key)).ShouldBeAsync(HttpStatusCode.Created);

        again.Text("state").Should().Be("committed");
        again.GetProperty("amounts").GetProperty("cpu").GetDecimal().Should().Be(2);
        again.Text("source").Should().Be("engine");
        again.GetProperty("admission").GetInt64().Should().Be(first.GetProperty("admission").GetInt64());
    }

    [Fact]
    public async Task Key_is_one_for_each_operation_and_tenant()
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();
        const string amounts = """{"amounts": {"cpu": 1}}""";
        const string binding = """{"subject": "group devs", "role_id": "tenant-viewer"}""";
        foreach ((string path, string body) in new[]
        {
            ("/tenants", Body),
            ("/tenants/acme/allocations", amounts), ("/tenants/globex/allocations", amounts),
            ("/tenants/acme/role-bindings", binding), ("/tenants/globex/role-bindings", binding), ("/role-bindings", binding),
        })
        {
            HttpResponseMessage response = await host.SendAsync("POST", path, ApiTestHost.Admin, body, Key);
            await response.ShouldBeAsync(HttpStatusCode.Created);
            response.Headers.Contains("Idempotent-Replayed").Should().BeFalse();
        }
    }

    [Theory]
    [InlineData("/tenants/acme/role-bindings")]
    [InlineData("/role-bindings")]
    public async Task Role_binding_is_bound_once_and_its_key_stands_for_one_body(string path)
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();
        const string body = """{"subject": "group devs", "role_id": "tenant-viewer"}""";

        await (await host.SendAsync("POST", path, ApiTestHost.Admin, body, Key)).ShouldBeAsync(HttpStatusCode.Created);
        HttpResponseMessage again = await host.SendAsync("POST", path, ApiTestHost.Admin, body, Key);
        await (await host.SendAsync("POST", path, ApiTestHost.Admin, """{"subject": "group devs", "role_id": "tenant-operator"}""", Key))
            .ShouldBeProblemAsync(422, TenancyProblemTypes.IdempotencyKeyReused);

        await again.ShouldBeAsync(HttpStatusCode.OK);
        again.Headers.GetValues("Idempotent-Replayed").Should().Equal("true");
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData(null)]
    public async Task Malformed_key_is_refused(string? key)
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync();

        HttpResponseMessage response = await host.SendAsync("POST", "/tenants", ApiTestHost.Admin, Body, $"Idempotency-Key: {key ?? new string('k', 256)}");

        await response.ShouldBeProblemAsync(400, TenancyProblemTypes.InvalidRequest);
        (await host.Web.Tenants.FindTenantAsync(TenantId.Parse("new"), Token)).Should().BeNull();
    }
}
