namespace Hivemind.Tenancy;

/// <summary>What a call under an <see cref="IdempotencyKey"/> came to.</summary>
/// <typeparam name="T">What the call returns.</typeparam>
/// <param name="Value">What the call returns; of a replay, what the first call made, as it is now.</param>
/// <param name="IsReplayed">Whether an earlier call under the key had made it.</param>
public readonly record struct KeyedResult<T>(T Value, bool IsReplayed);
