using System.Globalization;
using System.Runtime.CompilerServices;

namespace Hivemind.Tenancy.Workloads;

/// <summary>What has changed at the engine in memory, for those who watch: the last 1,000.</summary>
internal sealed class MemoryChanges
{
    private const int Kept = 1000;

    private readonly object _gate = new();
    private readonly Queue<EngineChange> _changes = new();
    private long _last;
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends with the next change.</summary>
    public Task Next
    {
        get
        {
            lock (_gate)
            {
                return _more.Task;
            }
        }
    }

    public void Add(string source, TenantReference tenant)
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
            _more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        waiting.TrySetResult();
    }

    public async IAsyncEnumerable<EngineChange> FollowAsync(string? cursor, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long? seen = null;
        if (cursor is not null)
        {
            seen = long.TryParse(cursor, CultureInfo.InvariantCulture, out long parsed) ? parsed : -1;
        }

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

    private static string CursorOf(long number) => number.ToString(CultureInfo.InvariantCulture);
}
