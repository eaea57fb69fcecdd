using System.Collections.Concurrent;

namespace Hivemind.Tenancy.EntityFrameworkCore.Sqlite;

/// <summary>
/// The turn to write to one file, shared by all hosts in this process: SQLite has one writer at a time, and its own way of waiting
/// is to try again after a while. A caller that waits here blocks no thread, and can be cancelled.
/// </summary>
internal static class SqliteGates
{
    private static readonly ConcurrentDictionary<string, SemaphoreSlim> Gates = new(StringComparer.Ordinal);

    /// <summary>The gate of a file. It stays: the files of one process are few.</summary>
    /// <param name="file">Its full path.</param>
    public static SemaphoreSlim Of(string file) => Gates.GetOrAdd(file, static _ => new SemaphoreSlim(1, 1));
}
