using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Hivemind.Tenancy.Workloads;

/// <summary>Immutable map in ordinal order of its keys; two that hold equal entries are equal.</summary>
internal sealed class EquatableMap<T> : IReadOnlyDictionary<string, T>, IEquatable<EquatableMap<T>>
    where T : notnull
{
    public static readonly EquatableMap<T> Empty = new([]);

    private readonly SortedDictionary<string, T> _entries;

    private EquatableMap(IEnumerable<KeyValuePair<string, T>> entries)
    {
        _entries = new SortedDictionary<string, T>(StringComparer.Ordinal);
        foreach ((string key, T value) in entries)
        {
            if (!_entries.TryAdd(key, value))
            {
                throw new ArgumentException($"'{key}' occurs twice.", nameof(entries));
            }
        }
    }

    public int Count => _entries.Count;

    public IEnumerable<string> Keys => _entries.Keys.Select(k => k);

    public IEnumerable<T> Values => _entries.Values.Select(v => v);

    public T this[string key] => _entries[key];

    public static EquatableMap<T> Of(IReadOnlyDictionary<string, T> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        return entries as EquatableMap<T> ?? new EquatableMap<T>(entries);
    }

    public bool ContainsKey(string key) => _entries.ContainsKey(key);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out T value) => _entries.TryGetValue(key, out value);

    public IEnumerator<KeyValuePair<string, T>> GetEnumerator() => _entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public bool Equals(EquatableMap<T>? other) => other is not null && _entries.SequenceEqual(other._entries);

    public override bool Equals(object? obj) => Equals(obj as EquatableMap<T>);

    public override int GetHashCode() => _entries.Aggregate(17, (hash, entry) => HashCode.Combine(hash, entry.Key, entry.Value));

    /// <summary>The keys alone: values of an environment are nobody's business in a log.</summary>
    public override string ToString() => $"{{{string.Join(", ", _entries.Keys)}}}";
}
