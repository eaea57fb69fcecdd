namespace Hivemind.Tenancy.Storage;

/// <summary>What became of a binding that was to be added.</summary>
/// <param name="Event">The event as recorded; null when nothing changed.</param>
/// <param name="IsReplayed">Whether it was added before under the same <see cref="IdempotencyKey"/>, and stands.</param>
public readonly record struct BindingWritten(TenancyEvent? Event, bool IsReplayed = false);
