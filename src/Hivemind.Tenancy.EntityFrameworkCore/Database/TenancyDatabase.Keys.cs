namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <content>Idempotency keys, and steps that a unique index may take back.</content>
public abstract partial class TenancyDatabase
{
    /// <summary>Most keys that one step removes.</summary>
    internal const int KeySliceSize = 1000;

    /// <summary>How often a step is tried again when what it found free was taken before it was written.</summary>
    private const int ConflictRetries = 5;

    /// <summary>
    /// Where two steps write the same name, or key, at the same time, both find it free, and the unique index lets one of them through:
    /// the other looks again, and finds what the first one wrote.
    /// </summary>
    internal async ValueTask<T> RetryConflictsAsync<T>(Func<ValueTask<T>> step)
    {
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                return await step().ConfigureAwait(false);
            }
            catch (TenancyStoreException e) when (attempt < ConflictRetries && IsConflict(e))
            {
                // Looks again.
            }
        }
    }

    /// <summary>Removes keys whose life is over, the oldest first, at most <see cref="KeySliceSize"/>: again until it returns less.</summary>
    /// <returns>How many were removed.</returns>
    internal ValueTask<int> TrimKeysAsync(CancellationToken cancellationToken) => WriteAsync(
        async (context, token) => await ChangeAsync(
            context,
            IdempotencySql.Trim(await ReadTimeAsync(context, token).ConfigureAwait(false), KeySliceSize, RowLockIfFree),
            token).ConfigureAwait(false),
        cancellationToken);
}
