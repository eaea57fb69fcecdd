using System.Text.Json.Serialization;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary><see cref="IsolationBoundary"/> as the API writes it.</summary>
[JsonConverter(typeof(SnakeCaseEnum<BoundaryName>))]
internal enum BoundaryName
{
    Shared = IsolationBoundary.Shared,
    Own = IsolationBoundary.Own,
}
