using System.Text.Json;
using Hivemind.Tenancy.Workloads;

namespace PlatformHost;

/// <summary>A container as the platform's customers see it: an app of one replica.</summary>
/// <param name="Id">The app's name.</param>
/// <param name="Image">What it runs.</param>
/// <param name="Cpu">Cores.</param>
/// <param name="Memory">Bytes.</param>
/// <param name="State">How it is: pending, ready, stopped, suspended or failed.</param>
public sealed record Container(string Id, string Image, decimal Cpu, long Memory, string State)
{
    internal static Container Of(App app) => new(
        app.Key.Name,
        app.Spec.Image,
        app.Spec.PerReplica.CpuCores,
        app.Spec.PerReplica.MemoryBytes,
        JsonNamingPolicy.SnakeCaseLower.ConvertName(app.State.ToString()));
}
