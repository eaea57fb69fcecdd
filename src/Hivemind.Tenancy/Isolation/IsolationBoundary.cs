using System.Text.Json.Serialization;

namespace Hivemind.Tenancy;

/// <summary>Whether a tenant has something for itself.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<IsolationBoundary>))]
public enum IsolationBoundary
{
    /// <summary>Shared with other tenants that share it too.</summary>
    Shared = 1,

    /// <summary>Its own: nobody else is let in.</summary>
    Own = 2,
}
