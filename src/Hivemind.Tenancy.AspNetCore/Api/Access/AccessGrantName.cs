using System.Text.Json.Serialization;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary><see cref="AccessGrantKind"/> as the API writes it.</summary>
[JsonConverter(typeof(SnakeCaseEnum<AccessGrantName>))]
internal enum AccessGrantName
{
    Owner = AccessGrantKind.Owner,
    Binding = AccessGrantKind.Binding,
    Provider = AccessGrantKind.Provider,
}
