using System.Globalization;
using System.Runtime.CompilerServices;
using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.Docker;

/// <summary>What has changed on all nodes, for those who watch: the last 1,000. A cursor of another process brings a change of everything.</summary>
internal sealed class ChangeHub
{
    private const int Kept = 1000;

    private readonly object _gate = new();
    private readonly string _process = Guid.NewGuid().ToString("N");
    private readonly Queue<EngineChange> _changes = new();
    private long _last;
    private TaskCompletionSource _more = New();

    /// <param name="source">The node; null for all.</param>
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

    public async IAsyncEnumerable<EngineChange> FollowAsync(string? cursor, [EnumeratorCancellation] CancellationToken cancellationToken)
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
