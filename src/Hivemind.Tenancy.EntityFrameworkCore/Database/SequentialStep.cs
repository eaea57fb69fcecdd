using System.Data.Common;

namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>A step on a database to which each statement goes alone.</summary>
internal sealed class SequentialStep(TenancyDatabase database, TenancyDbContext context, TenancyTransaction transaction, DateTimeOffset now) : TenancyStep(now)
{
    public override ValueTask ExecuteAsync(
        IReadOnlyList<TenancyStatement> statements, Action<int, DbDataReader> onRow, CancellationToken cancellationToken) =>
        database.ExecuteAsync(context, statements, Now, onRow, cancellationToken);

    public override async ValueTask CommitAsync(IReadOnlyList<TenancyStatement> statements, Action<int, DbDataReader> onRow)
    {
        await database.ExecuteAsync(context, statements, Now, onRow, CancellationToken.None).ConfigureAwait(false);
        try
        {
            await transaction.CommitAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            throw new TenancyUnknownOutcomeException(e);
        }
    }

    public override ValueTask DisposeAsync() => transaction.DisposeAsync();
}
