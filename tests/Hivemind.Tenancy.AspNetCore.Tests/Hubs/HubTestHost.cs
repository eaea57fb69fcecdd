using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Http.Connections.Client;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>
/// A host of hubs. A connection lives within the request that opened it, whose context would be current in hubs without any help: so the
/// host's pipeline enters a decoy after tenancy, and what hubs see comes from the hub filter alone.
/// </summary>
internal static class HubTestHost
{
    public static Task<WebTestHost> StartAsync(
        Action<WebApplication>? map = null,
        Action<IServiceCollection>? services = null,
        Action<HubOptions>? hubs = null,
        bool hasDecoy = true,
        bool hasFeed = true,
        Action<HivemindTenancyBuilder>? tenancy = null) =>
        WebTestHost.StartAsync(
            tenancy: tenancy,
            map: app =>
            {
                app.MapHub<ProbeHub>("/hub").RequireTenant();
                map?.Invoke(app);
            },
            services: added =>
            {
                added.AddSingleton<HubJournal>();
                if (!hasFeed)
                {
                    added.AddSingleton<ITenancyEventFeed, SilentFeed>();
                }

                added.AddSignalR(options =>
                {
                    options.MaximumParallelInvocationsPerClient = 4;
                    options.HandshakeTimeout = HangLimit.Duration;
                    options.ClientTimeoutInterval = HangLimit.Duration;
                    hubs?.Invoke(options);
                });
                services?.Invoke(added);
            },
            pipeline: app =>
            {
                app.UseAuthentication();
                app.UseHivemindTenancy();
                app.UseAuthorization();
                if (hasDecoy)
                {
                    app.Use(async (http, next) =>
                    {
                        using (Ambient.Decoy.Enter())
                        {
                            await next(http);
                        }
                    });
                }
            });

    /// <summary>A connection as a user to a hub, for the tenant that a header names; it is not started.</summary>
    public static HubConnection BuildConnection(
        this WebTestHost host,
        string user,
        string? tenant = "acme",
        HttpTransportType transport = HttpTransportType.WebSockets,
        string path = "/hub",
        Action<HttpConnectionOptions>? configure = null)
    {
        HubConnection connection = new HubConnectionBuilder().WithUrl(new Uri(host.Address, path), transport, options =>
        {
            options.Headers[HeaderAuthentication.UserHeader] = user;
            if (tenant is not null)
            {
                options.Headers["X-Tenant-Id"] = tenant;
            }

            configure?.Invoke(options);
        }).Build();
        connection.HandshakeTimeout = HangLimit.Duration;
        connection.ServerTimeout = HangLimit.Duration;
        return connection;
    }

    /// <summary>As <see cref="BuildConnection"/>, and started.</summary>
    public static async Task<HubConnection> ConnectAsync(
        this WebTestHost host,
        string user,
        string? tenant = "acme",
        HttpTransportType transport = HttpTransportType.WebSockets,
        string path = "/hub",
        Action<HttpConnectionOptions>? configure = null)
    {
        HubConnection connection = host.BuildConnection(user, tenant, transport, path, configure);
        try
        {
            await connection.StartAsync(TestContext.Current.CancellationToken);
            if (host.Services.GetRequiredService<ITenancyEventFeed>() is SilentFeed)
            {
                // It passes the door once more after it has joined, and from then on nothing ends it for a minute.
                await LiveClient.JoinedAsync(connection);
                await HangLimit.UntilAsync("nobody is due", () => Task.FromResult(host.Live().Due == 0), TestContext.Current.CancellationToken);
            }

            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public static Task<string> AskAsync(this HubConnection connection, string method, params object?[] arguments) =>
        connection.InvokeCoreAsync<string>(method, arguments, TestContext.Current.CancellationToken);

    /// <summary>Asserts that the invocation is refused with this problem, and that its method did not run.</summary>
    public static async Task ShouldRefuseAsync(this HubConnection connection, string problemType, string method = nameof(ProbeHub.Who), params object?[] arguments)
    {
        Func<Task> invoke = () => connection.InvokeCoreAsync(method, typeof(object), arguments, TestContext.Current.CancellationToken);
        (await invoke.Should().ThrowAsync<HubException>()).WithMessage($"*HubException: {problemType}: *");
    }

    public static HubJournal Journal(this WebTestHost host) => host.Services.GetRequiredService<HubJournal>();
}
