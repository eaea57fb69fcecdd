using System.Collections;

namespace Hivemind.Tenancy.Workloads;

/// <summary>Immutable list; two that hold equal items in the same order are equal.</summary>
internal sealed class EquatableList<T> : IReadOnlyList<T>, IEquatable<EquatableList<T>>
    where T : notnull
{
    public static readonly EquatableList<T> Empty = new([]);

    private readonly T[] _items;

    private EquatableList(T[] items) => _items = items;

    public int Count => _items.Length;

    public T this[int index] => _items[index];

    public static EquatableList<T> Of(IEnumerable<T> items)
    {
        if (items is EquatableList<T> list)
        {
            return list;
        }

        ArgumentNullException.ThrowIfNull(items);
        T[] copy = [.. items];
        return Array.Exists(copy, item => item is null)
            ? throw new ArgumentException("An item is null.", nameof(items))
            : new EquatableList<T>(copy);
    }

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public bool Equals(EquatableList<T>? other) => other is not null && _items.AsSpan().SequenceEqual(other._items);

    public override bool Equals(object? obj) => Equals(obj as EquatableList<T>);

    public override int GetHashCode() => _items.Aggregate(17, (hash, item) => HashCode.Combine(hash, item));

    public override string ToString() => $"[{string.Join(", ", _items)}]";
}
