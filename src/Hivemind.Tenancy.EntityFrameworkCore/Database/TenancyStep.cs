using System.Data.Common;

namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>
/// A step under a lock: the transaction that <see cref="TenancyDatabase.BeginStepAsync"/> began, which has locked, taken the time
/// and read. Disposed without <see cref="CommitAsync"/>, it takes everything back.
/// </summary>
public abstract class TenancyStep : IAsyncDisposable
{
    /// <summary>Makes a step that has begun.</summary>
    /// <param name="now">The store's time, read after the lock.</param>
    protected TenancyStep(DateTimeOffset now) => Now = now;

    /// <summary>The store's time, read after the lock, in whole microseconds.</summary>
    public DateTimeOffset Now { get; }

    /// <summary>Runs more statements within the step.</summary>
    /// <param name="statements">The statements.</param>
    /// <param name="onRow">Gets each row of an answer, and which statement it answers, from 0.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public abstract ValueTask ExecuteAsync(IReadOnlyList<TenancyStatement> statements, Action<int, DbDataReader> onRow, CancellationToken cancellationToken);

    /// <summary>
    /// Writes and commits. It is not cancelled: half a commit is an unknown outcome. One that is unknown for another reason throws
    /// <see cref="TenancyUnknownOutcomeException"/>.
    /// </summary>
    /// <param name="statements">The statements.</param>
    /// <param name="onRow">As for <see cref="ExecuteAsync"/>.</param>
    public abstract ValueTask CommitAsync(IReadOnlyList<TenancyStatement> statements, Action<int, DbDataReader> onRow);

    /// <summary>Rolls back unless committed, and gives up every lock.</summary>
    public abstract ValueTask DisposeAsync();
}
