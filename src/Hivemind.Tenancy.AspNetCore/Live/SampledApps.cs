using System.Threading.Channels;
using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>The apps of one tenant that somebody follows, as they were found last. The sampler's lock guards all but the wait.</summary>
internal sealed class SampledApps(TenantReference tenant)
{
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Dictionary<string, Dictionary<AppKey, EngineApp>> _known = new(StringComparer.Ordinal);
    private readonly HashSet<string> _underWay = new(StringComparer.Ordinal);
    private HashSet<string> _due = new(StringComparer.Ordinal);
    private bool _isAllDue;

    public TenantReference Tenant => tenant;

    public HashSet<AppStream> Readers { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>Whether it has been looked at once: what changes from then on is reported.</summary>
    public bool HasBegun { get; set; }

    /// <summary>A source has to be looked at; null for all.</summary>
    public void MarkDue(string? source)
    {
        _isAllDue |= source is null;
        if (source is not null)
        {
            _due.Add(source);
        }

        Wake();
    }

    public void Wake() => _signal.Writer.TryWrite(true);

    /// <summary>Waits until something may have to be done.</summary>
    public ValueTask<bool> WaitAsync(CancellationToken cancellationToken) => _signal.Reader.ReadAsync(cancellationToken);

    /// <summary>The sources to look at now, each until its <see cref="End"/>; they are not due any more. One whose look is under way stays due.</summary>
    public IReadOnlyCollection<string> TakeDue(IReadOnlyCollection<string> all)
    {
        HashSet<string> due = new(_isAllDue ? all : _due, StringComparer.Ordinal);
        _isAllDue = false;
        _due = new HashSet<string>(due.Where(_underWay.Contains), StringComparer.Ordinal);
        due.ExceptWith(_underWay);
        _underWay.UnionWith(due);
        return due;
    }

    /// <summary>The look at a source has ended, however it did.</summary>
    public void End(string source)
    {
        _underWay.Remove(source);
        if (_due.Contains(source))
        {
            Wake();
        }
    }

    /// <summary>Takes what a source has now. Returns the apps that are new, changed or gone there.</summary>
    public IReadOnlyCollection<AppKey> Take(string source, EngineListing listing)
    {
        Dictionary<AppKey, EngineApp> now = listing.Apps.ToDictionary(a => a.Desired.Key);
        Dictionary<AppKey, EngineApp> before = _known.GetValueOrDefault(source) ?? [];
        _known[source] = now;
        return [.. now.Values.Where(a => !before.TryGetValue(a.Desired.Key, out EngineApp? known) || !IsSame(known, a)).Select(a => a.Desired.Key), .. before.Keys.Where(k => !now.ContainsKey(k))];
    }

    private static bool IsSame(EngineApp one, EngineApp other) =>
        one.Desired == other.Desired && one.Outcome == other.Outcome && one.Replicas.SequenceEqual(other.Replicas);
}
