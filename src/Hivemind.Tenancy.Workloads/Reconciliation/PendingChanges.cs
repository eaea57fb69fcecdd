namespace Hivemind.Tenancy.Workloads;

/// <summary>What the engine has said has changed, until it is looked at: each once, however often it was said. Safe for concurrent use.</summary>
internal sealed class PendingChanges : IDisposable
{
    private readonly object _gate = new();
    private readonly SemaphoreSlim _some = new(0, 1);
    private HashSet<(string Source, TenantReference Tenant)> _changed = [];
    private bool _isAll;

    public void Dispose() => _some.Dispose();

    /// <summary>Something has changed; a change of a source or a tenant that is not named, everything.</summary>
    public void Add(EngineChange change)
    {
        lock (_gate)
        {
            if (change is { Source: { } source, Tenant: { } tenant })
            {
                _changed.Add((source, tenant));
            }
            else
            {
                _isAll = true;
            }

            if (_some.CurrentCount == 0)
            {
                _some.Release();
            }
        }
    }

    /// <summary>Waits until there is something.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) => _some.WaitAsync(cancellationToken);

    /// <summary>What there is, which is then looked at; null for everything.</summary>
    public IReadOnlyCollection<(string Source, TenantReference Tenant)>? Take()
    {
        lock (_gate)
        {
            HashSet<(string Source, TenantReference Tenant)>? taken = _isAll ? null : _changed;
            _changed = [];
            _isAll = false;
            return taken;
        }
    }
}
