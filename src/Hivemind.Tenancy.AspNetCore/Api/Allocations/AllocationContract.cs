using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Hivemind.Tenancy.AspNetCore;

[JsonNumberHandling(JsonNumberHandling.Strict)]
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record CreateAllocationRequest
{
    [JsonPropertyName("id")]
    [Description("1 to 256 characters, unique within the tenant. Made at random when absent")]
    public string? Id { get; init; }

    [JsonPropertyName("amounts")]
    public required AmountsDocument Amounts { get; init; }

    [JsonPropertyName("source")]
    [Description("Which engine or host holds it, 1 to 256 characters")]
    public string? Source { get; init; }

    [JsonPropertyName("lease_seconds")]
    [Description("How long it is held without a commit, 1 to 86,400; the host's default when absent")]
    public int? LeaseSeconds { get; init; }
}

[JsonNumberHandling(JsonNumberHandling.Strict)]
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record RenewRequest
{
    [JsonPropertyName("lease_seconds")]
    [Description("How long from now, 1 to 86,400; the host's default when absent")]
    public int? LeaseSeconds { get; init; }
}

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ResizeRequest
{
    [JsonPropertyName("amounts")]
    public required AmountsDocument Amounts { get; init; }
}

[Description("Amounts that a tenant holds: for a lease, or committed.")]
internal sealed record AllocationResource
{
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    [JsonPropertyName("amounts")]
    public required AmountsDocument Amounts { get; init; }

    [JsonPropertyName("source")]
    [Description("Which engine or host holds it; empty when not said")]
    public required string Source { get; init; }

    [JsonPropertyName("state")]
    public required AllocationState State { get; init; }

    [JsonPropertyName("expires_at")]
    [Description("When the lease ends; null when it is committed")]
    public required DateTimeOffset? ExpiresAt { get; init; }

    [JsonPropertyName("created_at")]
    [Description("When it was reserved or adopted; absent from the answer to a reservation")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? CreatedAt { get; init; }

    [JsonPropertyName("admission")]
    [Description("The number of its admission, unique within the tenant: tells it from a later one of the same id")]
    public required long Admission { get; init; }

    [JsonPropertyName("change")]
    [Description("The number of its last change, which grows with each; absent from the answer to a reservation")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Change { get; init; }

    public static AllocationResource Of(Allocation allocation) => new()
    {
        Id = allocation.Id,
        Amounts = AmountsDocument.Of(allocation.Amounts),
        Source = allocation.Source,
        State = StateAt(allocation.ExpiresAt),
        ExpiresAt = allocation.ExpiresAt,
        CreatedAt = allocation.CreatedAt,
        Admission = allocation.Admission,
        Change = allocation.Change,
    };

    public static AllocationResource Of(ResourceReservation reservation, string? source) => new()
    {
        Id = reservation.AllocationId,
        Amounts = AmountsDocument.Of(reservation.Amounts),
        Source = source ?? string.Empty,
        State = StateAt(reservation.ExpiresAt),
        ExpiresAt = reservation.ExpiresAt,
        Admission = reservation.Admission,
    };

    private static AllocationState StateAt(DateTimeOffset? expiresAt) => expiresAt is null ? AllocationState.Committed : AllocationState.Held;
}

internal sealed record AllocationPage
{
    [JsonPropertyName("allocations")]
    public required IReadOnlyList<AllocationResource> Allocations { get; init; }

    [JsonPropertyName("next_cursor")]
    [Description("The cursor of the next page; null when this is the last")]
    public required string? NextCursor { get; init; }
}

internal sealed record LeaseResource
{
    [JsonPropertyName("expires_at")]
    [Description("When the lease ends now; null when the allocation is committed")]
    public required DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>Whether an allocation is held for a lease or committed.</summary>
[JsonConverter(typeof(SnakeCaseEnum<AllocationState>))]
internal enum AllocationState
{
    Held = 1,
    Committed = 2,
}
