using System.Text.Json.Serialization;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary><see cref="IsolationKind"/> as the API writes it.</summary>
[JsonConverter(typeof(SnakeCaseEnum<IsolationLevelName>))]
internal enum IsolationLevelName
{
    Hard = IsolationKind.Hard,
    Soft = IsolationKind.Soft,
    NetworkOnly = IsolationKind.NetworkOnly,
    Custom = IsolationKind.Custom,
}
