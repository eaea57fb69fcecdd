namespace Hivemind.Tenancy.Benchmarks;

/// <summary>
/// A walk over random keys, which lie in memory in the order in which they are asked for. There are about as many as tenants, so
/// that a walk over a million comes back to none before the caches have forgotten it. The bare primitive and ours walk the same.
/// </summary>
internal sealed class KeyWalk<T>(T[] keys)
{
    private int _next;

    public ReadOnlySpan<T> Next(int size = Batch.Size)
    {
        if (_next + size > keys.Length)
        {
            _next = 0;
        }

        ReadOnlySpan<T> batch = keys.AsSpan(_next, size);
        _next += size;
        return batch;
    }

    public void Rewind() => _next = 0;
}
