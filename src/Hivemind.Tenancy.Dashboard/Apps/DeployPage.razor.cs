using System.Globalization;
using Hivemind.Tenancy.Workloads;
using Microsoft.AspNetCore.Components;

namespace Hivemind.Tenancy.Dashboard.Pages;

/// <summary>The form that deploys an app.</summary>
public sealed partial class DeployPage : ComponentBase
{
    /// <summary>What it shows.</summary>
    [Parameter, EditorRequired] public required DeployModel Model { get; set; }

    private IReadOnlyList<FieldChoice> Kinds =>
        [new FieldChoice(string.Empty, T["An app, which keeps running"]), new FieldChoice(AppDeployment.Job, T["A job, which runs to its end once"])];

    private IReadOnlyList<FieldChoice> Namespaces => [.. Model.Namespaces.Select(n => new FieldChoice(n, n))];

    private IReadOnlyList<FieldChoice> Exposures =>
        [.. Enum.GetValues<PortExposure>().Select(e => new FieldChoice(e.ToString(), T[AppWords.Of(e)]))];

    private string CpuHint => With(T["Cores, for instance {0}. Empty asks for none.", 0.5m.ToString(CultureInfo.CurrentCulture)], ResourceNames.Cpu);

    private string MemoryHint => With(T["For instance 512 MiB. Empty asks for none."], ResourceNames.Memory);

    private string ReplicasHint => With(T["How many run side by side; each is a container. What each may use is multiplied by this."], ResourceNames.Containers);

    private string PortsHint => With(T["Numbers, for instance 8080; 53/udp where it is not TCP. All ports of an app are one service. Empty for none."], ResourceNames.Services);

    private string With(string hint, string resource) => NeedText.LeftOf(T, Model.Quota, resource) is { } left ? $"{hint} {left}" : hint;
}
