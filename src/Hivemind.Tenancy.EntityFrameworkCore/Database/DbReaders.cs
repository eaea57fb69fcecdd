using System.Data.Common;

namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>Columns that may be null.</summary>
internal static class DbReaders
{
    public static long? GetInt64OrNull(this DbDataReader reader, int ordinal) => reader.IsDBNull(ordinal) ? null : reader.GetInt64(ordinal);

    public static string? GetStringOrNull(this DbDataReader reader, int ordinal) => reader.IsDBNull(ordinal) ? null : reader.GetString(ordinal);
}
