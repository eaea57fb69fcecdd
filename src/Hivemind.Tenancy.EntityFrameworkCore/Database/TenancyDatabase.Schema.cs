using System.Transactions;
using Microsoft.EntityFrameworkCore;

namespace Hivemind.Tenancy;

/// <content>The schema: brought up to date, or checked before the first call.</content>
public abstract partial class TenancyDatabase
{
    private volatile bool _isChecked;

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
                if (!await IsCurrentAsync(context, cancellationToken).ConfigureAwait(false))
                {
                    await ApplyMigrationsAsync(context, cancellationToken).ConfigureAwait(false);
                }

                await PrepareAsync(context, cancellationToken).ConfigureAwait(false);
            }

            _isChecked = true;
        }
        catch (Exception e) when (IsFailure(e, cancellationToken))
        {
            throw Failure(e);
        }
    }

    /// <summary>Applies the migrations that are missing, under a lock that other hosts respect and that ends with its holder.</summary>
    protected abstract Task ApplyMigrationsAsync(TenancyDbContext context, CancellationToken cancellationToken);

    /// <summary>Once before the first call, when the schema is current: what holds for the whole database and is no part of a schema. Nothing unless overridden.</summary>
    protected virtual Task PrepareAsync(TenancyDbContext context, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Whether every migration is applied.</summary>
    /// <exception cref="TenancyStoreException">One is applied that this code does not know.</exception>
    protected static async Task<bool> IsCurrentAsync(TenancyDbContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        HashSet<string> known = [.. context.Database.GetMigrations()];
        List<string> applied = [.. await context.Database.GetAppliedMigrationsAsync(cancellationToken).ConfigureAwait(false)];
        return applied.Find(m => !known.Contains(m)) is not { } unknown
            ? known.Count == applied.Count
            : throw new TenancyStoreException(
                $"The database's schema is newer than this version of Hivemind.Tenancy: it has the migration '{unknown}', which is not known here. "
                + "Run the version that made it, or a later one.",
                isTransient: false);
    }

    /// <summary>Before the first call, by all who come at once; what failed is checked again by the next.</summary>
    private async ValueTask CheckSchemaAsync(CancellationToken cancellationToken)
    {
        if (_options.MigrateOnStart)
        {
            await MigrateAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        TenancyDbContext context = await CreateContextAsync(cancellationToken).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            if (!await IsCurrentAsync(context, cancellationToken).ConfigureAwait(false))
            {
                throw new TenancyStoreException(
                    "The database's schema is missing or older than this version of Hivemind.Tenancy: call MigrateTenancyAsync on the service "
                    + $"provider once, or set {nameof(TenancyDatabaseOptions)}.{nameof(TenancyDatabaseOptions.MigrateOnStart)}.",
                    isTransient: false);
            }

            await PrepareAsync(context, cancellationToken).ConfigureAwait(false);
            _isChecked = true;
        }
    }
}
