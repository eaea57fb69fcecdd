using Hivemind.Tenancy.Testing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>What a hub's caller learns of exceptions.</summary>
public sealed class HubErrorTests
{
    [Fact]
    public async Task Tenancy_exception_of_a_method_names_its_problem()
    {
        await using WebTestHost host = await StartAsync();
        await using HubConnection connection = await host.ConnectAsync("alice", path: "/guarded");

        await connection.ShouldRefuseAsync(TenancyProblemTypes.QuotaExceeded, nameof(GuardedHub.Take));
    }

    [Theory]
    [InlineData("/guarded", nameof(GuardedHub.TakeStreaming))]
    [InlineData("/guarded", nameof(GuardedHub.TakeByChannel))]
    [InlineData("/half-open", nameof(HalfOpenHub.DenyStreaming))]
    public async Task Tenancy_exception_of_a_stream_names_its_problem(string path, string method)
    {
        await using WebTestHost host = await StartAsync();
        await using HubConnection connection = await host.ConnectAsync("alice", tenant: path == "/guarded" ? "acme" : null, path: path);
        await using IAsyncEnumerator<int> stream =
            connection.StreamAsync<int>(method, TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        (await stream.MoveNextAsync()).Should().BeTrue();

        Func<Task> next = async () => await stream.MoveNextAsync();

        string type = path == "/guarded" ? TenancyProblemTypes.QuotaExceeded : TenancyProblemTypes.TenantNotFound;
        (await next.Should().ThrowAsync<HubException>()).WithMessage($"*HubException: {type}: *");
    }

    [Fact]
    public async Task Tenancy_exception_at_connecting_closes_the_connection_and_names_its_problem()
    {
        await using WebTestHost host = await StartAsync();
        await using HubConnection unwelcome = host.BuildConnection("alice", path: "/unwelcoming");
        Task<Exception?> closed = HubDoorTests.ClosedAsync(unwelcome);
        await unwelcome.StartAsync(TestContext.Current.CancellationToken);

        Exception? because = await closed;

        because.Should().BeOfType<HubException>().Which.Message.Should().Contain(TenancyProblemTypes.PermissionDenied + ": ");
    }

    [Theory]
    [InlineData(true, TenancyProblemTypes.StoreUnavailable)]
    [InlineData(false, TenancyProblemTypes.StoreFailed)]
    public async Task Failing_store_is_not_taken_for_a_refusal(bool isTransient, string type)
    {
        ScriptedRbac rbac = new ScriptedRbac().Allow("bob", "containers:read", "acme");
        await using WebTestHost host = await StartAsync(services => services.AddSingleton<IRbacProvider>(rbac));
        await using HubConnection connection = await host.ConnectAsync("bob", path: "/guarded");
        (await connection.AskAsync(nameof(GuardedHub.Free))).Should().Be("acme/bob");

        rbac.FailWith(new TenancyStoreException("a secret of the store", isTransient));
        Func<Task> invoke = () => connection.AskAsync(nameof(GuardedHub.Free));
        string message = (await invoke.Should().ThrowAsync<HubException>()).Which.Message;

        message.Should().Contain($"HubException: {type}: ").And.NotContain("secret").And.NotEndWith(" ");
        rbac.FailWith(null);
        (await connection.AskAsync(nameof(GuardedHub.Free))).Should().Be("acme/bob");
    }

    [Fact]
    public async Task Other_exceptions_are_as_SignalR_has_them()
    {
        await using WebTestHost host = await StartAsync();
        await using HubConnection connection = await host.ConnectAsync("alice", path: "/guarded");

        (await FailAsync(nameof(GuardedHub.Break))).Should().EndWith("on the server.").And.NotContain("secret");
        (await FailAsync(nameof(GuardedHub.Complain))).Should().EndWith("HubException: as the hub has it");
        (await FailAsync("NoSuchMethod")).Should().Contain("Method does not exist");
        Func<Task> stream = async () =>
        {
            await foreach (int _ in connection.StreamAsync<int>(nameof(GuardedHub.BreakStreaming), TestContext.Current.CancellationToken))
            {
            }
        };
        (await stream.Should().ThrowAsync<HubException>()).Which.Message.Should().NotContain("secret");

        async Task<string> FailAsync(string method)
        {
            Func<Task> invoke = () => connection.AskAsync(method);
            return (await invoke.Should().ThrowAsync<HubException>()).Which.Message;
        }
    }

    private static async Task<WebTestHost> StartAsync(Action<IServiceCollection>? services = null)
    {
        WebTestHost host = await HubTestHost.StartAsync(map: HubDoorTests.MapGuarded, services: services);
        await host.Tenants.UpdateResourceQuotasAsync(WebTestHost.Acme, new ResourceQuotas { Containers = 10 }, TestContext.Current.CancellationToken);
        return host;
    }
}
