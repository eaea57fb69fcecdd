namespace Hivemind.Tenancy.Benchmarks;

/// <summary>Makes the keys of a <see cref="KeyWalk{T}"/>: about one for each tenant, in whole batches, the same in every run.</summary>
internal static class RandomKeys
{
    public static T[] Make<T>(int tenants, Func<Random, T> next)
    {
        Random random = new(tenants);
        T[] keys = new T[Math.Max(8, tenants / Batch.Size) * Batch.Size];
        for (int i = 0; i < keys.Length; i++)
        {
            keys[i] = next(random);
        }

        return keys;
    }

    /// <summary>An id of new characters, as one that has come over the network.</summary>
    public static TenantId Copy(TenantId id) => TenantId.Parse(id.Value.AsSpan(), provider: null);

    /// <summary>A text of new characters.</summary>
    public static string Copy(string text) => new(text.AsSpan());
}
