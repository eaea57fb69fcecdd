using System.Collections;

namespace Hivemind.Tenancy;

/// <summary>Immutable list; two lists that hold the same items in the same order are equal.</summary>
internal sealed class ValueList<T> : IReadOnlyList<T>, IEquatable<ValueList<T>>
    where T : notnull
{
    public static readonly ValueList<T> Empty = new([]);

    private readonly T[] _items;

    private ValueList(T[] items) => _items = items;

    public int Count => _items.Length;

    public T this[int index] => _items[index];

    public static ValueList<T> Create(IEnumerable<T> items)
    {
        if (items is ValueList<T> list)
        {
            return list;
        }

        ArgumentNullException.ThrowIfNull(items);
        T[] copy = [.. items];
        if (Array.Exists(copy, item => item is null))
        {
            throw new ArgumentException("An item is null.", nameof(items));
        }

        return copy.Length == 0 ? Empty : new ValueList<T>(copy);
    }

    /// <summary>Sorts ordinally and drops duplicates, so that equal sets are equal lists.</summary>
    public static ValueList<string> CreateSet(IEnumerable<string> items) =>
        items as ValueList<string> ?? ValueList<string>.Create(new SortedSet<string>(items, StringComparer.Ordinal));

    public ReadOnlySpan<T> AsSpan() => _items;

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public bool Equals(ValueList<T>? other) =>
        ReferenceEquals(this, other) || (other is not null && _items.AsSpan().SequenceEqual(other._items));

    public override bool Equals(object? obj) => Equals(obj as ValueList<T>);

    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (T item in _items)
        {
            hash.Add(item);
        }

        return hash.ToHashCode();
    }

    public override string ToString() => "[" + string.Join(", ", _items) + "]";
}
