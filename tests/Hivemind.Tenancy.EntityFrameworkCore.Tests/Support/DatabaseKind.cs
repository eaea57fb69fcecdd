namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>Which database a test runs on.</summary>
public enum DatabaseKind
{
    /// <summary>A file of its own.</summary>
    Sqlite,

    /// <summary>A database of its own on the tests' server.</summary>
    PostgreSql,
}
