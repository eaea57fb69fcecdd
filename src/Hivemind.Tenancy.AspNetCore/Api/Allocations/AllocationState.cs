using System.Text.Json.Serialization;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>Whether an allocation is held for a lease or committed.</summary>
[JsonConverter(typeof(SnakeCaseEnum<AllocationState>))]
internal enum AllocationState
{
    Held = 1,
    Committed = 2,
}
