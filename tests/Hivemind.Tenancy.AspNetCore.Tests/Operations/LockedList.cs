using System.Collections.ObjectModel;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>What exporters write to while a test reads.</summary>
internal sealed class LockedList<T> : Collection<T>
{
    private readonly object _gate = new();

    public T[] Snapshot()
    {
        lock (_gate)
        {
            return [.. Items];
        }
    }

    protected override void InsertItem(int index, T item)
    {
        lock (_gate)
        {
            Items.Add(item);
        }
    }

    protected override void ClearItems()
    {
        lock (_gate)
        {
            Items.Clear();
        }
    }
}
