using System.Data.Common;

namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>The plan that a tenant is given, locked and looked at within the step that writes the tenant.</summary>
internal sealed class NamedPlan(TenancyDatabase database, PlanReference? plan)
{
    private bool _isFound;

    /// <summary>What locks it, against its removal.</summary>
    public IReadOnlyList<TenancyStatement> Locking { get; } = plan is { } named ? [PlanSql.Lock(named.Name, database.SharedRowLock)] : [];

    /// <summary>What reads it after that.</summary>
    public IReadOnlyList<TenancyStatement> Reading { get; } = plan is { } named ? [PlanSql.Find(named)] : [];

    /// <summary>Gets the row, if there is one.</summary>
    public void Read(DbDataReader reader) => _isFound = reader.FieldCount > 0;

    /// <exception cref="PlanNotFoundException">There is no such plan.</exception>
    public void EnsureExists()
    {
        if (plan is { } named && !_isFound)
        {
            throw new PlanNotFoundException(named);
        }
    }

    /// <summary>Locks and looks in a step that is under way.</summary>
    /// <exception cref="PlanNotFoundException">There is no such plan.</exception>
    public async ValueTask EnsureExistsAsync(LedgerStep step, CancellationToken cancellationToken)
    {
        foreach (TenancyStatement statement in Locking)
        {
            await step.ReadAsync(statement, static _ => { }, cancellationToken).ConfigureAwait(false);
        }

        foreach (TenancyStatement statement in Reading)
        {
            await step.ReadAsync(statement, Read, cancellationToken).ConfigureAwait(false);
        }

        EnsureExists();
    }
}
