namespace Hivemind.Tenancy.Workloads;

/// <summary>What an engine can do. A tenant whose isolation asks for more is refused, and never run with less.</summary>
public sealed record EngineCapabilities
{
    /// <summary>Networks of tenants' own: asked for with <see cref="EngineSupport.Enforced"/>.</summary>
    public EngineSupport Network { get; init; }

    /// <summary>Why networks are not enforced, in words; null where there is nothing to say.</summary>
    public string? NetworkReason { get; init; }

    /// <summary>Volumes of tenants' own: counted is enough.</summary>
    public EngineSupport Storage { get; init; }

    /// <summary>Nodes of tenants' own: asked for with <see cref="EngineSupport.Enforced"/>.</summary>
    public EngineSupport Compute { get; init; }

    /// <summary>Guaranteed resources: asked for with <see cref="EngineSupport.Enforced"/>.</summary>
    public EngineSupport ResourceGuarantees { get; init; }

    /// <summary>What of a tenant's isolation it cannot keep, in words; null when it can keep all.</summary>
    /// <param name="settings">What the tenant's level comes to.</param>
    public string? WhatIsMissing(IsolationSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return settings.Network == IsolationBoundary.Own && Network < EngineSupport.Enforced ? $"The engine does not keep networks apart.{(NetworkReason is null ? string.Empty : $" {NetworkReason}")}"
            : settings.Storage == IsolationBoundary.Own && Storage < EngineSupport.Accounted ? "The engine does not keep volumes apart."
            : settings.Compute == IsolationBoundary.Own && Compute < EngineSupport.Enforced ? "The engine does not keep nodes apart."
            : settings.ResourceGuarantees && ResourceGuarantees < EngineSupport.Enforced ? "The engine does not guarantee resources."
            : null;
    }
}
