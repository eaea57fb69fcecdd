using System.Data;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>The ADO.NET connection under a context, for hot paths.</summary>
internal static class DbCommands
{
    /// <summary>A command in the context's transaction. Its connection is open.</summary>
    public static DbCommand Command(this TenancyDbContext context, string sql)
    {
        DbCommand command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = sql;
        command.Transaction = context.Database.CurrentTransaction?.GetDbTransaction();
        return command;
    }

    public static void Add(this DbCommand command, string name, long? value) => Add(command, name, DbType.Int64, value);

    public static void Add(this DbCommand command, string name, Guid? value) => Add(command, name, DbType.Guid, value);

    public static void Add(this DbCommand command, string name, string? value) => Add(command, name, DbType.String, value);

    public static long? GetInt64OrNull(this DbDataReader reader, int ordinal) => reader.IsDBNull(ordinal) ? null : reader.GetInt64(ordinal);

    public static string? GetStringOrNull(this DbDataReader reader, int ordinal) => reader.IsDBNull(ordinal) ? null : reader.GetString(ordinal);

    private static void Add(DbCommand command, string name, DbType type, object? value)
    {
        DbParameter parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.DbType = type;
        parameter.Value = value ?? DBNull.Value;
        command.Parameters.Add(parameter);
    }
}
