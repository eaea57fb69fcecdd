using System.Transactions;
using Microsoft.EntityFrameworkCore;

namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <content>The schema: brought up to date, or checked before the first call of the store.</content>
public abstract partial class TenancyDatabase
{
    private volatile bool _isSchemaReady;

    /// <summary>
    /// Creates the schema or brings it up to date. Safe when several hosts do it at once, and harmless when it is up to date.
    /// </summary>
    /// <exception cref="TenancyStoreException">The database failed, or its schema is newer than this code.</exception>
    public async ValueTask MigrateAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using TransactionScope? outside = LeaveAmbientTransaction();
        try
        {
            TenancyDbContext context = await CreateContextAsync(cancellationToken).ConfigureAwait(false);
            await using (context.ConfigureAwait(false))
            {
                await context.Database.CreateExecutionStrategy().ExecuteAsync(
                    context,
                    async (attempt, token) =>
                    {
                        if (!await ReadIsCurrentAsync(attempt, token).ConfigureAwait(false))
                        {
                            await ApplyMigrationsAsync(attempt, token).ConfigureAwait(false);
                        }
                    },
                    cancellationToken).ConfigureAwait(false);
                await PrepareAsync(context, cancellationToken).ConfigureAwait(false);
            }

            _isSchemaReady = true;
        }
        catch (Exception e) when (IsFailure(e, cancellationToken))
        {
            throw Failure(e);
        }
    }

    /// <summary>Applies the migrations that are missing, under a lock that other hosts respect and that ends with its holder. May be run again after a transient failure.</summary>
    protected abstract Task ApplyMigrationsAsync(TenancyDbContext context, CancellationToken cancellationToken);

    /// <summary>Runs before the first call, when the schema is current, and sets what holds for the whole database and is no part of a schema. Does nothing unless overridden.</summary>
    protected virtual Task PrepareAsync(TenancyDbContext context, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>
    /// The migrations that are applied, in their order; none in an empty database. EF Core's way unless overridden: where a
    /// statement about a table that is not there ends the transaction, in another way.
    /// </summary>
    protected virtual async Task<IReadOnlyList<string>> ReadAppliedMigrationsAsync(TenancyDbContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return [.. await context.Database.GetAppliedMigrationsAsync(cancellationToken).ConfigureAwait(false)];
    }

    /// <summary>Whether every migration is applied.</summary>
    /// <exception cref="TenancyStoreException">One is applied that this code does not know.</exception>
    protected async Task<bool> IsCurrentAsync(TenancyDbContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        HashSet<string> known = [.. context.Database.GetMigrations()];
        IReadOnlyList<string> applied = await ReadAppliedMigrationsAsync(context, cancellationToken).ConfigureAwait(false);
        return applied.FirstOrDefault(m => !known.Contains(m)) is not { } unknown
            ? known.Count == applied.Count
            : throw new TenancyStoreException(
                $"The database's schema is newer than this version of Hivemind.Tenancy: it has the migration '{unknown}', which is not known here. "
                + "Run the version that made it, or a later one.",
                isTransient: false);
    }

    private async Task<bool> ReadIsCurrentAsync(TenancyDbContext context, CancellationToken cancellationToken)
    {
        TenancyTransaction reading = await BeginReadAsync(context, cancellationToken).ConfigureAwait(false);
        await using (reading.ConfigureAwait(false))
        {
            return await IsCurrentAsync(context, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Migrates or checks, as the options say, before the first call. Calls that come at the same time all do it; after a failure
    /// the next call does it again.
    /// </summary>
    private async ValueTask EnsureSchemaAsync(CancellationToken cancellationToken)
    {
        if (_options.MigrateOnStart)
        {
            await MigrateAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        TenancyDbContext context = await CreateContextAsync(cancellationToken).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            bool isCurrent = await context.Database.CreateExecutionStrategy().ExecuteAsync(
                context, ReadIsCurrentAsync, cancellationToken).ConfigureAwait(false);
            if (!isCurrent)
            {
                throw new TenancyStoreException(
                    "The database's schema is missing or older than this version of Hivemind.Tenancy: call MigrateTenancyAsync on the service "
                    + $"provider once, or set {nameof(TenancyDatabaseOptions)}.{nameof(TenancyDatabaseOptions.MigrateOnStart)}.",
                    isTransient: false);
            }

            await PrepareAsync(context, cancellationToken).ConfigureAwait(false);
            _isSchemaReady = true;
        }
    }
}
