namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>What a request with an idempotency key was answered, kept in the step that did what it asked for.</summary>
internal sealed class IdempotencyKeyRow
{
    /// <summary>Whose keys it is among: the caller and the operation.</summary>
    public required string Scope { get; init; }

    public required string Key { get; init; }

    /// <summary>Of the request: the same key with another request is refused.</summary>
    public required string Fingerprint { get; init; }

    public string? Response { get; init; }

    public required long CreatedAt { get; init; }

    public string? TenantId { get; init; }

    public string? TenantUid { get; init; }
}
