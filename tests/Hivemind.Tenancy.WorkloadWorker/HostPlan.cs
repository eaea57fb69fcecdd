using System.Net;
using Hivemind.Tenancy.Docker;
using Hivemind.Tenancy.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Hivemind.Tenancy.WorkloadWorker;

/// <summary>A host over PostgreSQL and an engine. Worker and tests build theirs alike, so that they see the same.</summary>
/// <param name="Database">The connection string.</param>
/// <param name="Socket">Where the engine listens.</param>
/// <param name="Platform">Whose apps they are.</param>
/// <param name="Image">The image that tenants may run.</param>
/// <param name="Pool">Where networks of tenants are cut from.</param>
/// <param name="SharedNetwork">The network of the others.</param>
internal sealed record HostPlan(string Database, string Socket, string Platform, string Image, string Pool, string SharedNetwork)
{
    /// <summary>How often a host reconciles everything.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    public string[] Arguments => [Database, Socket, Platform, Image, Pool, SharedNetwork];

    public static HostPlan Of(string[] arguments) => arguments is [var database, var socket, var platform, var image, var pool, var shared]
        ? new HostPlan(database, socket, platform, image, pool, shared)
        : throw new ArgumentException("DATABASE SOCKET PLATFORM IMAGE POOL SHARED-NETWORK");

    /// <summary>Builds the host.</summary>
    /// <param name="clock">The clock of the store; null for the system's.</param>
    public IHost Build(TimeProvider? clock = null)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.AddSingleton(new StoreClock(clock ?? TimeProvider.System));
        builder.Services.AddTrustedTenancy().UsePostgreSql(Database).AddWorkloads(o => o.ReconcileInterval = Interval).UseDocker(Configure);
        return builder.Build();
    }

    private void Configure(DockerOptions options)
    {
        options.Platform = Platform;
        options.LocalImages.Add(Image);
        options.NetworkPool = IPNetwork.Parse(Pool);
        options.NetworkPrefixLength = 28;
        options.SharedNetwork = IPNetwork.Parse(SharedNetwork);
        options.StopGrace = TimeSpan.Zero;
        options.AnswerLimit = TimeSpan.FromSeconds(60);
        options.LookInterval = TimeSpan.FromSeconds(1);
        options.Nodes.Add(new DockerNode("node-1", new Uri($"unix://{Socket}")));
    }
}
