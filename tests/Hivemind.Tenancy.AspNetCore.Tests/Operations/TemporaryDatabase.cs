using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>A SQLite file that every operation opens anew, so that what happens to it is noticed.</summary>
/// <param name="lockSeconds">How long an operation waits for the file's lock.</param>
internal sealed class TemporaryDatabase(int lockSeconds = HangLimit.DriverSeconds) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tenancy-web-");

    private string ConnectionString => $"Data Source={Path.Combine(_folder.FullName, "tenancy.db")};Pooling=False;Default Timeout={lockSeconds}";

    public void Use(HivemindTenancyBuilder tenancy) => tenancy.UseSqlite(ConnectionString, options =>
    {
        options.MigrateOnStart = true;
        options.CacheDuration = TimeSpan.FromMinutes(5);
    });

    /// <summary>Keeps everybody else out until the connection is closed.</summary>
    public SqliteConnection Lock()
    {
        SqliteConnection connection = new(ConnectionString);
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT;";
        command.ExecuteNonQuery();
        return connection;
    }

    public void Delete() => _folder.Delete(recursive: true);

    public void Dispose()
    {
        if (_folder.Exists && Directory.Exists(_folder.FullName))
        {
            Delete();
        }
    }
}
