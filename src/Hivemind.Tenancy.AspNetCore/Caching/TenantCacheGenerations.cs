using System.Collections.Concurrent;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>
/// Which generation of a tenant's cached answers is valid: the number of the last event after which older ones are not. It is part of
/// their key, so an answer that was made before an event and stored after it is never found. Written by one at a time.
/// </summary>
internal sealed class TenantCacheGenerations
{
    private const int MaxTenants = 10_000;

    private volatile State? _state;

    /// <summary>The generation; null while nobody follows the events, and then nothing may be found.</summary>
    public long? Find(TenantUid uid) => _state is { } state ? state.Tenants.TryGetValue(uid, out long own) ? own : state.All : null;

    /// <summary>Begins one for a tenant; false when it was begun for all, because there are too many to keep apart.</summary>
    public bool Begin(TenantUid uid, long sequence)
    {
        if (_state is not { } state || state.Tenants.Count >= MaxTenants)
        {
            BeginAll(sequence);
            return false;
        }

        state.Tenants[uid] = sequence;
        return true;
    }

    public void BeginAll(long sequence) => _state = new State(sequence);

    public void Stop() => _state = null;

    private sealed class State(long all)
    {
        public long All { get; } = all;

        public ConcurrentDictionary<TenantUid, long> Tenants { get; } = [];
    }
}
