using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Hivemind.Tenancy;

/// <summary>Immutable map in ordinal key order; two maps that hold the same entries are equal.</summary>
internal sealed class ValueMap<TValue> : IReadOnlyDictionary<string, TValue>, IEquatable<ValueMap<TValue>>
    where TValue : notnull
{
    public static readonly ValueMap<TValue> Empty = new([], []);

    private readonly string[] _keys;
    private readonly TValue[] _values;

    private ValueMap(string[] keys, TValue[] values)
    {
        _keys = keys;
        _values = values;
    }

    public int Count => _keys.Length;

    // Not the arrays themselves: a cast would make them writable.
    public IEnumerable<string> Keys => this.Select(e => e.Key);

    public IEnumerable<TValue> Values => this.Select(e => e.Value);

    public TValue this[string key] =>
        TryGetValue(key, out TValue? value) ? value : throw new KeyNotFoundException($"There is no '{key}'.");

    public static ValueMap<TValue> Create(IEnumerable<KeyValuePair<string, TValue>> entries)
    {
        if (entries is ValueMap<TValue> map)
        {
            return map;
        }

        KeyValuePair<string, TValue>[] sorted = [.. entries];
        if (sorted.Length == 0)
        {
            return Empty;
        }

        Array.Sort(sorted, (a, b) => string.CompareOrdinal(a.Key, b.Key));
        for (int i = 1; i < sorted.Length; i++)
        {
            // A dictionary with a comparer of its own may hold one key twice.
            if (string.Equals(sorted[i - 1].Key, sorted[i].Key, StringComparison.Ordinal))
            {
                throw new ArgumentException($"'{sorted[i].Key}' occurs twice.", nameof(entries));
            }
        }

        return new ValueMap<TValue>(Array.ConvertAll(sorted, e => e.Key), Array.ConvertAll(sorted, e => e.Value));
    }

    public bool ContainsKey(string key) => IndexOf(key) >= 0;

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out TValue value)
    {
        int index = IndexOf(key);
        value = index < 0 ? default : _values[index];
        return index >= 0;
    }

    public IEnumerator<KeyValuePair<string, TValue>> GetEnumerator()
    {
        for (int i = 0; i < _keys.Length; i++)
        {
            yield return new KeyValuePair<string, TValue>(_keys[i], _values[i]);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public bool Equals(ValueMap<TValue>? other) =>
        ReferenceEquals(this, other)
        || (other is not null && _keys.AsSpan().SequenceEqual(other._keys) && _values.AsSpan().SequenceEqual(other._values));

    public override bool Equals(object? obj) => Equals(obj as ValueMap<TValue>);

    public override int GetHashCode()
    {
        HashCode hash = default;
        for (int i = 0; i < _keys.Length; i++)
        {
            hash.Add(_keys[i]);
            hash.Add(_values[i]);
        }

        return hash.ToHashCode();
    }

    public override string ToString() => "{" + string.Join(", ", this.Select(e => $"{e.Key}: {e.Value}")) + "}";

    private int IndexOf(string key) => Array.BinarySearch(_keys, key, StringComparer.Ordinal);
}
