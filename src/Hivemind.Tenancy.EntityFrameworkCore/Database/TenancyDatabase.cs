using System.Data.Common;
using System.Transactions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>
/// The database under a durable store: transactions on pooled contexts, locks, the event log, and failures as
/// <see cref="TenancyStoreException"/>. For authors of a database's package, which derives from it what only that database
/// knows. Safe for concurrent use.
/// <para>Locks are taken in this order and never the other way round: tenants' ledgers, plans' rows, roles' rows, an idempotency key, the event log
/// (<see cref="AppendAsync"/>), so appending comes last in a transaction.</para>
/// </summary>
public abstract partial class TenancyDatabase
{
    private readonly TenancyDatabaseOptions _options;

    /// <summary>Makes the machinery over one database.</summary>
    /// <param name="options">The database's options.</param>
    /// <param name="clockOfTests">What tests set the store's time with; null in a host.</param>
    protected TenancyDatabase(IOptions<TenancyDatabaseOptions> options, StoreClock? clockOfTests = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.Value;
        ClockOfTests = clockOfTests;
    }

    /// <summary>Reads with one statement; may be run again after a transient failure.</summary>
    /// <exception cref="TenancyStoreException">The database failed.</exception>
    public ValueTask<T> ReadAsync<T>(Func<TenancyDbContext, CancellationToken, ValueTask<T>> read, CancellationToken cancellationToken) =>
        RunAsync(read, BeginReadAsync, cancellationToken);

    /// <summary>Reads with several statements that see the database as it was at one moment; may be run again after a transient failure.</summary>
    /// <exception cref="TenancyStoreException">The database failed.</exception>
    public ValueTask<T> ReadSnapshotAsync<T>(Func<TenancyDbContext, CancellationToken, ValueTask<T>> read, CancellationToken cancellationToken) =>
        RunAsync(read, BeginSnapshotAsync, cancellationToken);

    /// <summary>
    /// Writes in one transaction, which is committed when <paramref name="write"/> returns and taken back when it throws; may be
    /// run again after a transient failure, but never after a commit whose outcome is unknown: then the caller gets a transient
    /// <see cref="TenancyStoreException"/>.
    /// </summary>
    /// <exception cref="TenancyStoreException">The database failed.</exception>
    public ValueTask<T> WriteAsync<T>(Func<TenancyDbContext, CancellationToken, ValueTask<T>> write, CancellationToken cancellationToken) =>
        RunAsync(write, BeginWriteAsync, cancellationToken);

    /// <summary>Whether the same call, made again unchanged, may succeed.</summary>
    /// <param name="exception">What the provider threw, not an exception around it.</param>
    protected abstract bool IsTransient(DbException exception);

    /// <summary>Whether a unique index or primary key refused a row because another transaction wrote an equal key first.</summary>
    /// <param name="exception">What the provider threw, not an exception around it.</param>
    protected abstract bool IsUniqueViolation(DbException exception);

    /// <summary>A context of the pool, its connection not yet open.</summary>
    protected abstract ValueTask<TenancyDbContext> CreateContextAsync(CancellationToken cancellationToken);

    /// <summary>
    /// What failures call the database: a file's path, or host and name. Never anything secret. Null, which names nothing, unless
    /// overridden.
    /// </summary>
    protected virtual string? Location => null;

    /// <summary>
    /// Begins what one statement that reads runs in: an open connection unless overridden. Where the defaults of a session could
    /// change what the statement does, a transaction that says its own.
    /// </summary>
    protected virtual async ValueTask<TenancyTransaction> BeginReadAsync(TenancyDbContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        await context.Database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        return new OpenConnection(context);
    }

    /// <summary>Begins a transaction that reads the database as it is at one moment.</summary>
    protected abstract ValueTask<TenancyTransaction> BeginSnapshotAsync(TenancyDbContext context, CancellationToken cancellationToken);

    /// <summary>Begins a transaction in which every statement sees what was committed before it.</summary>
    protected abstract ValueTask<TenancyTransaction> BeginWriteAsync(TenancyDbContext context, CancellationToken cancellationToken);

    /// <summary>Whether what <see cref="WriteAsync"/> threw was a unique violation: another transaction was first.</summary>
    internal bool IsConflict(Exception exception) => Cause(exception) is { } cause && IsUniqueViolation(cause);

    private static DbException? Cause(Exception? exception)
    {
        while (exception is not null and not DbException)
        {
            exception = exception.InnerException;
        }

        return exception as DbException;
    }

    /// <summary>
    /// The store does not take part in a transaction of the host: what the store acknowledged is not rolled back with it, and an
    /// answer that a cache fetches for several callers is not read within one caller's transaction.
    /// </summary>
    private static TransactionScope? LeaveAmbientTransaction() =>
        Transaction.Current is null ? null : new TransactionScope(TransactionScopeOption.Suppress, TransactionScopeAsyncFlowOption.Enabled);

    private async ValueTask<T> RunAsync<T>(
        Func<TenancyDbContext, CancellationToken, ValueTask<T>> work,
        Func<TenancyDbContext, CancellationToken, ValueTask<TenancyTransaction>>? begin,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using TransactionScope? outside = LeaveAmbientTransaction();
        try
        {
            if (!_isSchemaReady)
            {
                await EnsureSchemaAsync(cancellationToken).ConfigureAwait(false);
            }

            TenancyDbContext context = await CreateContextAsync(cancellationToken).ConfigureAwait(false);
            await using (context.ConfigureAwait(false))
            {
                return await context.Database.CreateExecutionStrategy().ExecuteAsync(
                    (database: this, context, work, begin),
                    static (state, token) => state.database.AttemptAsync(state.context, state.work, state.begin, token),
                    cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (IsFailure(e, cancellationToken))
        {
            throw Failure(e);
        }
    }

    private async Task<T> AttemptAsync<T>(
        TenancyDbContext context,
        Func<TenancyDbContext, CancellationToken, ValueTask<T>> work,
        Func<TenancyDbContext, CancellationToken, ValueTask<TenancyTransaction>>? begin,
        CancellationToken cancellationToken)
    {
        context.ChangeTracker.Clear();
        context.HasAppended = false;
        if (begin is null)
        {
            return await work(context, cancellationToken).ConfigureAwait(false);
        }

        TenancyTransaction transaction = await begin(context, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            T result = await work(context, cancellationToken).ConfigureAwait(false);
            try
            {
                await transaction.CommitAsync().ConfigureAwait(false);
            }
            catch (Exception e)
            {
                throw new TenancyUnknownOutcomeException(e);
            }

            if (context.HasAppended)
            {
                EventsAppended();
            }

            return result;
        }
    }

    /// <summary>Refusals of the domain, bad arguments and cancellation are what they are; everything else is a failure of the store.</summary>
    private static bool IsFailure(Exception exception, CancellationToken cancellationToken) =>
        exception is not (TenancyException or ArgumentException)
        && !(exception is OperationCanceledException && cancellationToken.IsCancellationRequested);

    private TenancyStoreException Failure(Exception exception) => exception is TenancyUnknownOutcomeException
        ? new TenancyStoreException(
            "The database did not say whether the change took effect. Repeat the call, or read again first.", isTransient: true, exception.InnerException)
        : new TenancyStoreException(
            $"The database{(Location is { } location ? $" '{location}'" : "")} failed: {exception.GetBaseException().Message}",
            Cause(exception) is { } cause ? IsTransient(cause) : exception is TimeoutException or OperationCanceledException,
            exception);

    /// <summary>No transaction: each statement is one of its own.</summary>
    private sealed class OpenConnection(TenancyDbContext context) : TenancyTransaction
    {
        public override ValueTask CommitAsync() => ValueTask.CompletedTask;

        public override async ValueTask DisposeAsync() => await context.Database.CloseConnectionAsync().ConfigureAwait(false);
    }
}
