using Microsoft.AspNetCore.Http;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>
/// For which body each key was used, in this process: up to 10,000 keys for up to 24 hours, the oldest forgotten first. It finds a key
/// that comes again with another request; it is not what makes a repeated request harmless, which holds over hosts and restarts. Safe for
/// concurrent use.
/// </summary>
internal sealed class IdempotencyMemory(TimeProvider time)
{
    private const int MostKeys = 10_000;

    private static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    private readonly object _gate = new();
    private readonly Dictionary<string, Use> _uses = new(StringComparer.Ordinal);
    private readonly Queue<(string Key, Use Use)> _oldest = new();

    /// <summary>That of the mapping which the request came to.</summary>
    public static IdempotencyMemory Of(HttpContext http) => http.GetEndpoint()!.Metadata.GetRequiredMetadata<IdempotencyMemory>();

    /// <summary>Remembers a use before it is acted on, so that of two at once with different bodies one is refused.</summary>
    /// <param name="key">Whose key, for which route.</param>
    /// <param name="bodyHash">For which body.</param>
    /// <returns>What to call when nothing came of it, so that the key is free again; null when it was known already.</returns>
    /// <exception cref="ApiProblemException">It is known for another body.</exception>
    public Action? Claim(string key, string bodyHash)
    {
        lock (_gate)
        {
            DateTimeOffset now = time.GetUtcNow();
            Forget(now);
            if (_uses.TryGetValue(key, out Use? known))
            {
                return known.BodyHash == bodyHash ? null : throw IdempotencyKey.Reused();
            }

            Use use = new(bodyHash, now + Kept);
            _uses.Add(key, use);
            _oldest.Enqueue((key, use));
            return () => Free(key, use);
        }
    }

    private void Free(string key, Use use)
    {
        lock (_gate)
        {
            Remove(key, use);
        }
    }

    private void Forget(DateTimeOffset now)
    {
        // Freed ones stay in the queue until their turn, so it, too, is what is bounded.
        while (_oldest.TryPeek(out (string Key, Use Use) first) && (first.Use.Until <= now || _oldest.Count >= MostKeys))
        {
            _oldest.Dequeue();
            Remove(first.Key, first.Use);
        }
    }

    private void Remove(string key, Use use)
    {
        if (_uses.TryGetValue(key, out Use? known) && ReferenceEquals(known, use))
        {
            _uses.Remove(key);
        }
    }

    private sealed record Use(string BodyHash, DateTimeOffset Until);
}
