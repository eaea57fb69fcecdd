namespace Hivemind.Tenancy;

/// <summary>A request was refused for its <see cref="IdempotencyKey"/>. Nothing was done.</summary>
/// <param name="key">The key that it came with.</param>
/// <param name="reason">Why.</param>
public sealed class IdempotencyKeyConflictException(IdempotencyKey key, IdempotencyKeyConflictReason reason)
    : TenancyException(reason == IdempotencyKeyConflictReason.OtherRequest
        ? "The idempotency key was used for another request: give every request a key of its own."
        : "The request was done before under this idempotency key, and what it made is gone. To do it again, give it a key of its own.")
{
    /// <summary>The key that the request came with.</summary>
    public IdempotencyKey Key { get; } = key;

    /// <summary>Why it was refused.</summary>
    public IdempotencyKeyConflictReason Reason { get; } = reason;
}
