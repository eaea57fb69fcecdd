using System.Text.Json.Serialization;

namespace Hivemind.Tenancy;

/// <summary>How far a tenant is kept apart from other tenants. Immutable; each level resolves to <see cref="IsolationSettings"/>.</summary>
[JsonConverter(typeof(IsolationLevelJsonConverter))]
public sealed record IsolationLevel
{
    private IsolationLevel(IsolationKind kind, IsolationSettings settings)
    {
        Kind = kind;
        Settings = settings;
    }

    /// <summary>Own network, storage and nodes, guaranteed resources.</summary>
    public static IsolationLevel Hard { get; } = new(
        IsolationKind.Hard, Of(IsolationBoundary.Own, IsolationBoundary.Own, IsolationBoundary.Own, guarantees: true));

    /// <summary>Shared network, storage and nodes.</summary>
    public static IsolationLevel Soft { get; } = new(
        IsolationKind.Soft, Of(IsolationBoundary.Shared, IsolationBoundary.Shared, IsolationBoundary.Shared, guarantees: false));

    /// <summary>Own network, shared storage and nodes.</summary>
    public static IsolationLevel NetworkOnly { get; } = new(
        IsolationKind.NetworkOnly, Of(IsolationBoundary.Own, IsolationBoundary.Shared, IsolationBoundary.Shared, guarantees: false));

    /// <summary>Which level it is.</summary>
    public IsolationKind Kind { get; }

    /// <summary>What it comes to.</summary>
    public IsolationSettings Settings { get; }

    /// <summary>A level with settings of its own.</summary>
    public static IsolationLevel Custom(IsolationSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return new IsolationLevel(IsolationKind.Custom, settings);
    }

    /// <summary>The name of the level.</summary>
    public override string ToString() => Kind.ToString();

    private static IsolationSettings Of(
        IsolationBoundary network, IsolationBoundary storage, IsolationBoundary compute, bool guarantees) => new()
        {
            Network = network,
            Storage = storage,
            Compute = compute,
            ResourceGuarantees = guarantees,
        };
}
