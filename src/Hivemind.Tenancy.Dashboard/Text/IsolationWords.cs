using Microsoft.Extensions.Localization;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>What a level of isolation means, in words.</summary>
internal static class IsolationWords
{
    /// <summary>What a level is called, a key of <see cref="DashboardTexts"/>.</summary>
    public static string NameOf(IsolationKind kind) => kind == IsolationKind.NetworkOnly ? "Network only" : kind.ToString();

    /// <summary>A sentence.</summary>
    public static string Of(IsolationLevel level, IStringLocalizer texts) => level.Kind switch
    {
        IsolationKind.Hard => texts["Own nodes, own network, own storage: nothing is shared with other tenants."],
        IsolationKind.Soft => texts["Nodes, network and storage are shared with other tenants; quotas and access keep them apart."],
        IsolationKind.NetworkOnly => texts["An own network; nodes and storage are shared with other tenants."],
        _ => texts["Set up for this tenant in particular: {0}.", Of(level.Settings, texts)],
    };

    /// <summary>Settings, as a part of a sentence.</summary>
    public static string Of(IsolationSettings settings, IStringLocalizer texts) => string.Join(
        ", ",
        texts[settings.Compute == IsolationBoundary.Own ? "own nodes" : "shared nodes"],
        texts[settings.Network == IsolationBoundary.Own ? "own network" : "shared network"],
        texts[settings.Storage == IsolationBoundary.Own ? "own storage" : "shared storage"],
        texts[settings.ResourceGuarantees ? "guaranteed resources" : "resources not guaranteed"]);
}
