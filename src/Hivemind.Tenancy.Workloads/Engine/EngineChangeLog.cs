using System.Globalization;
using System.Runtime.CompilerServices;

namespace Hivemind.Tenancy.Workloads;

/// <summary>
/// For engine authors: what has changed, for those who watch, see <see cref="IWorkloadEngine.WatchAsync"/>. The last 1,000 are kept; a cursor of before
/// them, or of another process, brings a change of everything. Safe for concurrent use.
/// </summary>
public sealed class EngineChangeLog
{
    private const int Kept = 1000;

    private readonly object _gate = new();
    private readonly string _process = Guid.NewGuid().ToString("N");
    private readonly Queue<EngineChange> _changes = new();
    private long _last;
    private TaskCompletionSource _more = New();

    /// <summary>Ends with the next change.</summary>
    internal Task Next
    {
        get
        {
            lock (_gate)
            {
                return _more.Task;
            }
        }
    }

    /// <summary>Something has changed.</summary>
    /// <param name="source">At which source; null for all.</param>
    /// <param name="tenant">Whose; null for everybody's.</param>
    public void Add(string? source, TenantReference? tenant)
    {
        TaskCompletionSource waiting;
        lock (_gate)
        {
            _changes.Enqueue(new EngineChange(CursorOf(++_last), source, tenant));
            if (_changes.Count > Kept)
            {
                _changes.Dequeue();
            }

            waiting = _more;
            _more = New();
        }

        waiting.TrySetResult();
    }

    /// <summary>The changes after a cursor, without end.</summary>
    /// <param name="cursor">The last that the caller knows; null for what comes from now on.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async IAsyncEnumerable<EngineChange> FollowAsync(string? cursor, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        long? seen = cursor is null ? null : Parse(cursor);
        while (true)
        {
            EngineChange[] next;
            Task more;
            lock (_gate)
            {
                seen ??= _last;
                long first = _last - _changes.Count + 1;
                bool isLost = seen < first - 1 || seen > _last;
                next = isLost ? [new EngineChange(CursorOf(_last))] : [.. _changes.Skip((int)(seen.Value - first + 1))];
                seen = _last;
                more = _more.Task;
            }

            foreach (EngineChange change in next)
            {
                yield return change;
            }

            await more.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private string CursorOf(long number) => string.Create(CultureInfo.InvariantCulture, $"{_process}.{number}");

    private long Parse(string cursor) =>
        cursor.StartsWith(_process + ".", StringComparison.Ordinal) && long.TryParse(cursor.AsSpan(_process.Length + 1), CultureInfo.InvariantCulture, out long number) ? number : -1;
}
