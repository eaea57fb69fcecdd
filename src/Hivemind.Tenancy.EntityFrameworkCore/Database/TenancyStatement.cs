using System.Data;
using System.Data.Common;
using System.Globalization;

namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>
/// A statement and its values, which stand in it as <c>@p1</c>, <c>@p2</c> and so on. Statements that need nothing of one another's
/// answers go to the database together, see <see cref="TenancyDatabase.ExecuteAsync"/>.
/// </summary>
public sealed class TenancyStatement
{
    private static readonly string[] Names = [.. Enumerable.Range(1, 64).Select(NameOf)];

    private readonly List<(DbType Type, object? Value)> _values = [];

    /// <summary>Makes a statement.</summary>
    /// <param name="sql">One statement.</param>
    public TenancyStatement(string sql) => Sql = sql;

    /// <summary>The text.</summary>
    public string Sql { get; }

    /// <summary>The values in their order, each with its type, so that a null has one too.</summary>
    public IReadOnlyList<(DbType Type, object? Value)> Values => _values;

    /// <summary>Adds the next value.</summary>
    public TenancyStatement With(string? value) => With(DbType.String, value);

    /// <summary>Adds the next value.</summary>
    public TenancyStatement With(long? value) => With(DbType.Int64, value);

    /// <summary>Adds the next values, for an <c>IN (...)</c> that <see cref="In"/> wrote.</summary>
    public TenancyStatement WithAll(IEnumerable<string> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        foreach (string value in values)
        {
            With(value);
        }

        return this;
    }

    /// <summary>A list of so many values, the first of which is <c>@p</c><paramref name="first"/>; what no row can be in when there are none.</summary>
    public static string In(int first, int count) =>
        count == 0 ? "(NULL)" : $"({string.Join(", ", Enumerable.Range(first, count).Select(i => $"@p{i}"))})";

    /// <summary>Gives a command the values.</summary>
    public void Bind(DbCommand command)
    {
        ArgumentNullException.ThrowIfNull(command);
        for (int i = 0; i < _values.Count; i++)
        {
            DbParameter parameter = command.CreateParameter();
            parameter.ParameterName = i < Names.Length ? Names[i] : NameOf(i + 1);
            parameter.DbType = _values[i].Type;
            parameter.Value = _values[i].Value ?? DBNull.Value;
            command.Parameters.Add(parameter);
        }
    }

    private static string NameOf(int number) => string.Create(CultureInfo.InvariantCulture, $"@p{number}");

    private TenancyStatement With(DbType type, object? value)
    {
        _values.Add((type, value));
        return this;
    }
}
