using SQLitePCL;

namespace Hivemind.Tenancy.EntityFrameworkCore.Sqlite;

/// <summary>Which of SQLite's result codes say that the same call, made again unchanged, may succeed.</summary>
internal static class SqliteFailures
{
    /// <summary>Beyond these bits a result code says more about the same failure.</summary>
    private const int PrimaryCode = 0xff;

    /// <summary>
    /// Other connections, memory and room on the disk come and go. A file that cannot be opened, read or written stays so until
    /// somebody sees to it; of the failures to read or write, those about locks and memory pass.
    /// </summary>
    /// <param name="code">The extended result code.</param>
    public static bool IsTransient(int code) => (code & PrimaryCode) switch
    {
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_PROTOCOL or raw.SQLITE_INTERRUPT or raw.SQLITE_NOMEM or raw.SQLITE_FULL
            or raw.SQLITE_SCHEMA => true,
        raw.SQLITE_IOERR => code is raw.SQLITE_IOERR_LOCK or raw.SQLITE_IOERR_RDLOCK or raw.SQLITE_IOERR_UNLOCK
            or raw.SQLITE_IOERR_CHECKRESERVEDLOCK or raw.SQLITE_IOERR_BLOCKED or raw.SQLITE_IOERR_NOMEM,
        _ => false,
    };
}
