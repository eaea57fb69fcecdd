namespace Hivemind.Tenancy.AspNetCore;

/// <summary>The events that wait for one reader: a tenant's, or all. When there are too many, what waits becomes one entry that says so.</summary>
internal sealed class EventStream(LiveRegistry registry, string userId, TenantReference? tenant) : LiveStream<EventFeedEntry>(registry)
{
    private const int Capacity = 256;

    private readonly Queue<EventFeedEntry> _entries = new();
    private bool _isComplete;

    public override void Offer(EventFeedEntry entry)
    {
        if (_isComplete || (entry.Event is { } change && !IsOurs(change)))
        {
            return;
        }

        if (_entries.Count >= Capacity)
        {
            _entries.Clear();
            _entries.Enqueue(EventFeedEntry.LostTrack(entry.Sequence - 1));
        }

        _entries.Enqueue(entry);
        _isComplete = tenant is not null && entry.Event is TenantDeleted;
        Wake();
    }

    protected override bool TryTake(out EventFeedEntry item, out bool isLast)
    {
        bool isThere = _entries.TryDequeue(out item);
        isLast = !isThere && _isComplete;
        return isThere;
    }

    protected override TenantAccessDeniedException Denied() => new(
        userId, TenancyPermissions.ReadEvents, tenant is { } own ? PermissionScope.Tenant(own) : PermissionScope.Global);

    private bool IsOurs(TenancyEvent change) => tenant is not { } own || (change.TenantId == own.Id && change.TenantUid == own.Uid);
}
