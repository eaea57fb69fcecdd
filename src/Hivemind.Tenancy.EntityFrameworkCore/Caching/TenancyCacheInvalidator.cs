using System.Diagnostics.CodeAnalysis;

namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>
/// Makes this host forget cached answers about tenants and access, because another host changed them. For authors of database
/// packages: answers that the host's own writes change are forgotten without it, and no answer is kept longer than
/// <see cref="TenancyDatabaseOptions.CacheDuration"/> in any case. Safe for concurrent use; none of its members waits.
/// <para>
/// Hosts send each other signals: short texts, which a database carries when the change commits. The listener calls
/// <see cref="EverythingChanged"/> each time it has begun to listen, because signals sent before are lost, and again when its
/// connection is lost. While anybody follows the feed, it is told of each event, too, before those who follow.
/// </para>
/// </summary>
public sealed class TenancyCacheInvalidator : ITenancyCache
{
    /// <summary>The signal that roles, bindings or groups changed: for changes of access that append no event.</summary>
    public const string AccessSignal = TenancySignals.Access;

    /// <summary>The signal that an event was appended that changes no cached answer: it ends the wait of those who follow the log.</summary>
    public const string EventSignal = TenancySignals.Event;

    private readonly TenancyCaches _caches;

    internal TenancyCacheInvalidator(TenancyCaches caches) => _caches = caches;

    /// <summary>
    /// The signal to send in the transaction that appends this event; null for a threshold crossing, so that none is to be sent: it
    /// changes no cached answer, comes in the hot path, and is found by looking into the log now and then. Up to 80 characters, ASCII.
    /// </summary>
    public static string? SignalFor(TenancyEvent change) => TenancySignals.For(change);

    /// <summary>Does what a signal says. One that is not known, as a later version may send, counts as <see cref="EverythingChanged"/>.</summary>
    public void Receive(string signal)
    {
        ArgumentNullException.ThrowIfNull(signal);
        if (signal == EventSignal)
        {
            return;
        }

        if (signal == AccessSignal)
        {
            AccessChanged();
        }
        else if (IsOf(TenancySignals.Tenant, signal, out TenantId changed))
        {
            TenantChanged(changed);
        }
        else if (IsOf(TenancySignals.Deleted, signal, out TenantId deleted))
        {
            TenantChanged(deleted);
            AccessChanged();
        }
        else
        {
            EverythingChanged();
        }
    }

    /// <summary>Forgets a tenant, or that there is none of this id.</summary>
    /// <exception cref="ArgumentException"><paramref name="tenantId"/> is <c>default(TenantId)</c>.</exception>
    public void TenantChanged(TenantId tenantId)
    {
        if (tenantId.IsDefault)
        {
            throw new ArgumentException("default(TenantId) names no tenant.", nameof(tenantId));
        }

        _caches.TenantChanged(tenantId);
    }

    /// <summary>Forgets every user's rights.</summary>
    public void AccessChanged() => _caches.AccessChanged();

    /// <summary>Forgets everything.</summary>
    public void EverythingChanged() => _caches.EverythingChanged();

    /// <inheritdoc/>
    void ITenancyCache.Forget(EventFeedEntry entry)
    {
        if (entry.IsLostTrack)
        {
            EverythingChanged();
        }
        else if (SignalFor(entry.Event!) is { } signal)
        {
            Receive(signal);
        }
    }

    private static bool IsOf(string prefix, string signal, [NotNullWhen(true)] out TenantId tenantId)
    {
        tenantId = default;
        return signal.StartsWith(prefix, StringComparison.Ordinal) && TenantId.TryParse(signal[prefix.Length..], out tenantId);
    }
}
