namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>Which SQLSTATEs are worth the same call again.</summary>
public sealed class FailureTableTests
{
    [Theory]
    [InlineData("08000", true)] // connection_exception
    [InlineData("08001", true)] // unable to establish
    [InlineData("08003", true)] // does not exist
    [InlineData("08004", true)] // rejected
    [InlineData("08006", true)] // connection_failure
    [InlineData("08007", true)] // transaction resolution unknown
    [InlineData("08P01", true)] // protocol_violation: what poolers say when they have no server
    [InlineData("25006", true)] // read_only_sql_transaction: a standby
    [InlineData("25P03", true)] // idle in transaction
    [InlineData("25P04", true)] // transaction_timeout
    [InlineData("40001", true)] // serialization_failure, conflict with recovery
    [InlineData("40003", true)] // statement completion unknown
    [InlineData("40P01", true)] // deadlock_detected
    [InlineData("53000", true)] // insufficient_resources
    [InlineData("53100", true)] // disk_full
    [InlineData("53200", true)] // out_of_memory
    [InlineData("53300", true)] // too_many_connections
    [InlineData("53400", true)] // configuration limit
    [InlineData("55006", true)] // object_in_use
    [InlineData("55P03", true)] // lock_not_available
    [InlineData("57014", true)] // query_canceled: a time-out
    [InlineData("57P01", true)] // admin_shutdown
    [InlineData("57P02", true)] // crash_shutdown
    [InlineData("57P03", true)] // cannot_connect_now
    [InlineData("57P05", true)] // idle_session_timeout
    [InlineData("58000", true)] // system_error
    [InlineData("58030", true)] // io_error
    [InlineData("72000", true)] // snapshot_too_old
    [InlineData("0A000", false)] // feature_not_supported
    [InlineData("22P02", false)] // invalid text
    [InlineData("23505", false)] // unique_violation
    [InlineData("25001", false)] // active transaction
    [InlineData("25P02", false)] // in failed transaction
    [InlineData("28000", false)] // invalid authorization
    [InlineData("28P01", false)] // invalid password
    [InlineData("3D000", false)] // no such database
    [InlineData("3F000", false)] // no such schema
    [InlineData("42501", false)] // insufficient privilege
    [InlineData("42P01", false)] // no such table
    [InlineData("42883", false)] // no such function
    [InlineData("57P04", false)] // database_dropped
    [InlineData("58P01", false)] // undefined file
    [InlineData("P0001", false)] // raise_exception
    [InlineData("XX000", false)] // internal_error
    [InlineData("XX001", false)] // data_corrupted
    public void Code_says_whether_to_repeat(string state, bool isTransient) => PostgreSqlFailures.IsTransient(new Npgsql.PostgresException("", "ERROR", "ERROR", state)).Should().Be(isTransient);
}
