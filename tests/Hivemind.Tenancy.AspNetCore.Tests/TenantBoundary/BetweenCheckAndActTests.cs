using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>
/// Rights that are lost, and tenants that are made again, between the check and the act. What was allowed when a body began must be allowed
/// when it ends.
/// </summary>
public sealed class BetweenCheckAndActTests
{
    private const string Path = "/tenants/acme";
    private const string Job = ValidRequests.Tenant + "/allocations/job-3";
    private const string Amounts = """{"amounts":{"memory":1}}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, string> SlowRequests => new()
    {
        { "PUT", Job, Amounts },
        { "POST", Job + "/renew", """{"lease_seconds":86400}""" },
        { "POST", ValidRequests.Tenant + "/allocations", Amounts },
        { "POST", ValidRequests.Tenant + "/apps", """{"namespace":"acme-web","name":"late","spec":{"image":"a"}}""" },
        { "PUT", ValidRequests.Tenant + "/namespaces/acme-web/apps/front", """{"image":"mine"}""" },
        { "POST", ValidRequests.Tenant + "/namespaces/acme-web/apps/front/scale", """{"replicas":9}""" },
        { "POST", ValidRequests.Tenant + "/volumes", """{"namespace":"acme-web","name":"late","size":1}""" },
        { "PATCH", ValidRequests.Tenant, """{"description":"mine"}""" },
        { "PATCH", ValidRequests.Tenant, "{}" },
        { "POST", ValidRequests.Tenant + "/role-bindings", """{"subject":"user mallory","role_id":"tenant-admin"}""" },
    };

    /// <summary>A caller decides how long a body takes, and so could keep a right for long after it was taken away.</summary>
    [Theory]
    [InlineData("POST", "/tenants", """{"name": "Late"}""", ApiTestHost.Admin)]
    [InlineData("PUT", "/roles/late", """{"permissions": ["things:read"]}""", ApiTestHost.Admin)]
    [InlineData("PUT", Path + "/quotas", """{"cpu_limit": 1}""", ApiTestHost.Admin)]
    [InlineData("PUT", Path + "/isolation", """{"isolation_level": "hard"}""", ApiTestHost.Admin)]
    [InlineData("PUT", Path + "/grace", """{"ceiling": {"cpu": 9}, "until": "2100-01-01T00:00:00Z"}""", ApiTestHost.Admin)]
    [InlineData("POST", Path + "/namespaces", """{"namespace": "late"}""", ApiTestHost.Admin)]
    [InlineData("POST", Path + "/suspend", """{"reason": "late"}""", ApiTestHost.Admin)]
    [InlineData("POST", Path + "/finish-deletion", """{"reason": "late"}""", ApiTestHost.Admin)]
    [InlineData("POST", Path + "/allocations", """{"amounts": {"cpu": 1}}""", ApiTestHost.Owner)]
    [InlineData("PUT", Path + "/allocations/a", """{"amounts": {"cpu": 2}}""", ApiTestHost.Owner)]
    [InlineData("POST", Path + "/allocations/a/renew", """{"lease_seconds": 600}""", ApiTestHost.Owner)]
    public async Task Right_that_is_lost_while_the_body_comes_is_no_right(string method, string path, string body, string user)
    {
        ApiTestHost? started = null;
        await using ApiTestHost host = started = await ApiTestHost.StartAsync(pipeline: app =>
        {
            app.UseAuthentication();
            app.Use((http, next) =>
            {
                http.Request.Body = new LateBody(http.Request.Body, () => TakeRightsAsync(started!));
                return next(http);
            });
            app.UseHivemindTenancy();
            app.UseAuthorization();
        });
        await HoldAsync(host);

        HttpResponseMessage response = await host.SendAsync(method, path, user, body);

        response.StatusCode.Should().BeOneOf(HttpStatusCode.Forbidden, HttpStatusCode.NotFound);
    }

    [Theory]
    [MemberData(nameof(SlowRequests))]
    public async Task Tenant_that_is_made_again_while_the_body_comes_is_another(string method, string path, string body)
    {
        await using AttackedHost host = await AttackedHost.StartAsync();
        string after = string.Empty;

        RawAnswer answer = await SendSlowlyAsync(host, AttackRequest.Of(method, path, body), async () =>
        {
            await host.Web.Tenants.DeleteTenantAsync(WebTestHost.Acme);
            await host.Web.CreateAsync(WebTestHost.Acme, "bob");

            // Even if mallory has rights in the new one, they are not what the request was for.
            await host.Web.Access.BindRoleAsync(new RoleBinding(RoleSubject.User("mallory"), "tenant-admin", PermissionScope.Tenant(WebTestHost.Acme)));
            await Secrets.RestoreAcmeAsync(host.Web);
            after = await TenantSnapshot.TakeAsync(host.Web.Services, WebTestHost.Acme);
        });

        answer.Status.Should().Be(404, "the answer was {0}", answer);
        (await TenantSnapshot.TakeAsync(host.Web.Services, WebTestHost.Acme)).Should().Be(after);
    }

    [Theory]
    [MemberData(nameof(SlowRequests))]
    public async Task Right_that_is_lost_while_the_body_comes_over_the_wire_is_no_right(string method, string path, string body)
    {
        await using AttackedHost host = await AttackedHost.StartAsync();
        string after = string.Empty;

        RawAnswer answer = await SendSlowlyAsync(host, AttackRequest.Of(method, path, body), async () =>
        {
            await host.Web.Access.UnbindRoleAsync(new RoleBinding(RoleSubject.User("mallory"), "tenant-admin", PermissionScope.Tenant(WebTestHost.Acme)));
            after = await TenantSnapshot.TakeAsync(host.Web.Services, WebTestHost.Acme);
        });

        answer.Status.Should().Be(404, "the answer was {0}", answer);
        (await TenantSnapshot.TakeAsync(host.Web.Services, WebTestHost.Acme)).Should().Be(after);
    }

    [Fact]
    public async Task Right_that_is_reduced_while_the_body_comes_allows_no_more_than_is_left()
    {
        await using AttackedHost host = await AttackedHost.StartAsync();

        RawAnswer answer = await SendSlowlyAsync(host, AttackRequest.Of("POST", ValidRequests.Tenant + "/allocations", Amounts), async () =>
        {
            await host.Web.Access.BindRoleAsync(new RoleBinding(RoleSubject.User("mallory"), "tenant-viewer", PermissionScope.Tenant(WebTestHost.Acme)));
            await host.Web.Access.UnbindRoleAsync(new RoleBinding(RoleSubject.User("mallory"), "tenant-admin", PermissionScope.Tenant(WebTestHost.Acme)));
        });

        answer.Status.Should().Be(403, "the answer was {0}", answer);
    }

    /// <summary>At no step may the owner of the former tenant do anything in the one that was made again under its id.</summary>
    [Theory]
    [InlineData("POST", Path + "/role-bindings", """{"subject": "user mallory", "role_id": "tenant-admin"}""")]
    [InlineData("PUT", Path + "/allocations/a", """{"amounts": {"cpu": 2}}""")]
    [InlineData("POST", Path + "/allocations/a/commit", null)]
    [InlineData("DELETE", Path + "/allocations/a", null)]
    public async Task Owner_of_a_former_tenant_never_acts_in_the_one_made_again(string method, string path, string? body)
    {
        bool wasMade = true;
        for (int step = 1; wasMade; step++)
        {
            await using ApiTestHost host = await ApiTestHost.StartAsync(tenancy: Intercept.Store);
            await HoldAsync(host);
            BeforeCall<ITenantStore> store = Intercept.Store(host);
            int left = step;
            wasMade = false;
            store.Before = verb =>
            {
                if (verb == nameof(ITenantStore.FindAsync) && --left == 0)
                {
                    store.Before = null;
                    wasMade = true;
                    MakeAgain(host, "zoe");
                }
            };

            HttpResponseMessage response = await host.SendAsync(method, path, ApiTestHost.Owner, body);

            if (wasMade)
            {
                response.StatusCode.Should().BeOneOf([HttpStatusCode.NotFound, HttpStatusCode.Forbidden], "at step {0}", step);
                (await host.Web.Access.ListBindingsAsync(new RoleBindingQuery { Tenant = WebTestHost.Acme }, Token)).Should().BeEmpty();
                await ShouldHoldAsync(host);
            }
        }
    }

    /// <summary>
    /// An administrator, who may do it everywhere, still means the tenant that they asked about. (What that one held is released, as it
    /// is gone with it.)
    /// </summary>
    [Theory]
    [InlineData("DELETE", Path, null, 404)]
    [InlineData("POST", Path + "/suspend", """{"reason": "late"}""", 404)]
    [InlineData("POST", Path + "/finish-deletion", """{"reason": "late"}""", 404)]
    [InlineData("PUT", Path + "/grace", """{"ceiling": {"cpu": 9}, "until": "2100-01-01T00:00:00Z"}""", 404)]
    [InlineData("DELETE", Path + "/allocations/a", null, 204)]
    [InlineData("POST", Path + "/allocations/a/commit", null, 404)]
    public async Task Administrator_never_acts_in_a_tenant_made_again_after_their_rights_were_asked_for(string method, string path, string? body, int status)
    {
        await using ApiTestHost host = await ApiTestHost.StartAsync(tenancy: Intercept.Rbac);
        BeforeCall<IRbacAdministrator> rbac = Intercept.Rbac(host);
        rbac.Before = verb =>
        {
            if (verb == nameof(IRbacProvider.IsGrantedAsync))
            {
                rbac.Before = null;
                MakeAgain(host, "zoe");
            }
        };

        HttpResponseMessage response = await host.SendAsync(method, path, ApiTestHost.Admin, body);

        ((int)response.StatusCode).Should().Be(status);
        rbac.Before.Should().BeNull();
        (await host.Web.Tenants.GetTenantAsync(WebTestHost.Acme, Token)).Status.Should().Be(TenantStatus.Active);
        (await host.Web.Quotas.GetUsageAsync(WebTestHost.Acme, Token)).Grace.Should().BeNull();
        await ShouldHoldAsync(host);
    }

    private static async Task TakeRightsAsync(ApiTestHost host)
    {
        using (TenantContext.System("test", "another request").Enter())
        {
            await host.Web.Access.UnbindRoleAsync(
                new RoleBinding(RoleSubject.User(ApiTestHost.Admin), "platform-admin", PermissionScope.Global), Token);
            await host.Web.Tenants.UpdateTenantAsync(WebTestHost.Acme, t => t with { OwnerId = "zoe" }, cancellationToken: Token);
        }
    }

    private static void MakeAgain(ApiTestHost host, string owner)
    {
        using (TenantContext.System("test", "another host").Enter())
        {
            host.Web.Tenants.DeleteTenantAsync(WebTestHost.Acme, cancellationToken: Token).AsTask().GetAwaiter().GetResult();
            host.Web.CreateAsync(WebTestHost.Acme, owner).AsTask().GetAwaiter().GetResult();
            HoldAsync(host).GetAwaiter().GetResult();
        }
    }

    private static async Task HoldAsync(ApiTestHost host) => _ = await host.Web.Quotas.ReserveAsync(
        WebTestHost.Acme, new ResourceAmounts { CpuCores = 1 }, new ReservationOptions { AllocationId = "a" }, Token);

    private static async Task ShouldHoldAsync(ApiTestHost host)
    {
        Allocation held = (await host.Web.Quotas.ListAllocationsAsync(WebTestHost.Acme, cancellationToken: Token)).Should().ContainSingle().Subject;
        held.Amounts.CpuCores.Should().Be(1);
        held.ExpiresAt.Should().NotBeNull();
    }

    /// <summary>Sends the body only when something has happened after the server asked for it, and so has decided that it may come.</summary>
    private static async Task<RawAnswer> SendSlowlyAsync(AttackedHost host, AttackRequest request, Func<Task> beforeBody)
    {
        byte[] bytes = request.With("Expect", "100-continue").ToBytes();
        int head = bytes.Length - request.Body!.Length;
        using TcpClient client = new();
        await client.ConnectAsync(host.Address.Host, host.Address.Port, Token);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(bytes.AsMemory(0, head), Token);
        byte[] buffer = new byte[4096];
        int read = await stream.ReadAsync(buffer, Token);
        Encoding.ASCII.GetString(buffer, 0, read).Should().Be("HTTP/1.1 100 Continue\r\n\r\n");

        await beforeBody();

        await stream.WriteAsync(bytes.AsMemory(head), Token);
        using MemoryStream answer = new();
        await stream.CopyToAsync(answer, Token);
        return RawAnswers.Parse(answer.ToArray()).Single();
    }
}
