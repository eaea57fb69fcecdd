using System.Text.Json.Serialization;

namespace Hivemind.Tenancy;

/// <summary>The named isolation levels.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<IsolationKind>))]
public enum IsolationKind
{
    /// <summary>Network, storage and nodes of its own, with guaranteed resources.</summary>
    Hard = 1,

    /// <summary>Everything shared; kept apart by names and permissions only.</summary>
    Soft = 2,

    /// <summary>A network of its own, the rest shared.</summary>
    NetworkOnly = 3,

    /// <summary>Settings of its own.</summary>
    Custom = 4,
}
