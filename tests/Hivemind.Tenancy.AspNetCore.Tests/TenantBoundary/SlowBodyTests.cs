using System.Net.Sockets;
using System.Text;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>
/// An attacker decides how long a body takes. What was allowed when it began must be allowed when it ends: rights may be gone meanwhile,
/// and the tenant may be somebody else's.
/// </summary>
public sealed class SlowBodyTests
{
    private const string Job = ValidRequests.Tenant + "/allocations/job-3";
    private const string Amounts = """{"amounts":{"memory":1}}""";

    public static TheoryData<string, string, string> Requests => new()
    {
        { "PUT", Job, Amounts },
        { "POST", Job + "/renew", """{"lease_seconds":86400}""" },
        { "POST", ValidRequests.Tenant + "/allocations", Amounts },
        { "PATCH", ValidRequests.Tenant, """{"description":"mine"}""" },
        { "PATCH", ValidRequests.Tenant, "{}" },
        { "POST", ValidRequests.Tenant + "/role-bindings", """{"subject":"user mallory","role_id":"tenant-admin"}""" },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Tenant_that_was_made_again_meanwhile_is_another(string method, string path, string body)
    {
        await using SmugglingHost host = await SmugglingHost.StartAsync();
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
    [MemberData(nameof(Requests))]
    public async Task Right_that_is_gone_meanwhile_is_gone(string method, string path, string body)
    {
        await using SmugglingHost host = await SmugglingHost.StartAsync();
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
    public async Task Right_that_is_smaller_meanwhile_does_no_more_than_it_may()
    {
        await using SmugglingHost host = await SmugglingHost.StartAsync();

        RawAnswer answer = await SendSlowlyAsync(host, AttackRequest.Of("POST", ValidRequests.Tenant + "/allocations", Amounts), async () =>
        {
            await host.Web.Access.BindRoleAsync(new RoleBinding(RoleSubject.User("mallory"), "tenant-viewer", PermissionScope.Tenant(WebTestHost.Acme)));
            await host.Web.Access.UnbindRoleAsync(new RoleBinding(RoleSubject.User("mallory"), "tenant-admin", PermissionScope.Tenant(WebTestHost.Acme)));
        });

        answer.Status.Should().Be(403, "the answer was {0}", answer);
    }

    /// <summary>Sends the body only when something has happened after the server asked for it, and so has decided that it may come.</summary>
    private static async Task<RawAnswer> SendSlowlyAsync(SmugglingHost host, AttackRequest request, Func<Task> meanwhile)
    {
        byte[] bytes = request.With("Expect", "100-continue").ToBytes();
        int head = bytes.Length - request.Body!.Length;
        using TcpClient client = new();
        await client.ConnectAsync(host.Address.Host, host.Address.Port, TestContext.Current.CancellationToken);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(bytes.AsMemory(0, head), TestContext.Current.CancellationToken);
        byte[] buffer = new byte[4096];
        int read = await stream.ReadAsync(buffer, TestContext.Current.CancellationToken);
        Encoding.ASCII.GetString(buffer, 0, read).Should().Be("HTTP/1.1 100 Continue\r\n\r\n");

        await meanwhile();

        await stream.WriteAsync(bytes.AsMemory(head), TestContext.Current.CancellationToken);
        using MemoryStream answer = new();
        await stream.CopyToAsync(answer, TestContext.Current.CancellationToken);
        return RawAnswers.Parse(answer.ToArray()).Single();
    }
}
