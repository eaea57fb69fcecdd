using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>A host whose hub pushes, and its live connections.</summary>
internal static class LiveHost
{
    public const string Path = "/live";

    public static Task<WebTestHost> StartAsync(
        Action<WebApplication>? map = null, Action<IServiceCollection>? services = null, Action<HivemindTenancyBuilder>? tenancy = null) =>
        HubTestHost.StartAsync(
            map: app =>
            {
                app.MapHub<LiveHub>(Path, options => options.AllowStatefulReconnects = true).RequireTenant();
                map?.Invoke(app);
            },
            services: added =>
            {
                added.AddSingleton(Channel.CreateUnbounded<int>());
                services?.Invoke(added);
            },
            tenancy: tenancy);

    public static LiveRegistry Live(this WebTestHost host) => host.Services.GetRequiredService<LiveRegistry>();

    public static ChannelWriter<int> Source(this WebTestHost host) => host.Services.GetRequiredService<Channel<int>>().Writer;

    /// <summary>Sends to all connections of the hub on this host, of any tenant.</summary>
    public static Task PushAsync(this WebTestHost host, int news) => host.Hub().Clients.All.SendAsync(LiveHub.News, news, TestContext.Current.CancellationToken);

    public static IHubContext<LiveHub> Hub(this WebTestHost host) => host.Services.GetRequiredService<IHubContext<LiveHub>>();

    /// <summary>Waits until this many connections are live on the host.</summary>
    public static Task HasLiveAsync(this WebTestHost host, int count) => HangLimit.UntilAsync(
        $"{count} connections are live", () => Task.FromResult(host.Live().Count == count), TestContext.Current.CancellationToken);
}
