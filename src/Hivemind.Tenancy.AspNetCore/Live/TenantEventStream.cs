using System.Runtime.CompilerServices;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>Joins what the log holds to what the feed brings, for each reader.</summary>
internal sealed class TenantEventStream(ITenantManager tenants, LiveRegistry registry, LiveWatch watch) : ITenantEventStream
{
    public IAsyncEnumerable<EventFeedEntry> FollowAsync(
        string userId, TenantReference? tenant, long? after = null, CancellationToken cancellationToken = default)
    {
        TenantContext user = TenantContext.User(userId);
        if (tenant is { IsDefault: true })
        {
            throw new ArgumentException("default(TenantReference) names nobody.", nameof(tenant));
        }

        ArgumentOutOfRangeException.ThrowIfNegative(after ?? 0, nameof(after));
        return EnumerateAsync(user, tenant, after, cancellationToken);
    }

    private async IAsyncEnumerable<EventFeedEntry> EnumerateAsync(
        TenantContext user, TenantReference? tenant, long? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        (TenantReference? own, EventPage page) = await OpenAsync(user, tenant, after, cancellationToken).ConfigureAwait(false);
        EventStream stream = new(registry, user.UserId!, own);
        LiveGuest guest = watch.Begin(new StreamPass(user.UserId!, own, TenancyPermissions.ReadEvents), stream);
        stream.Join(guest);
        try
        {
            // The feed says where it stands: until there it is read, from there it comes.
            (bool isThere, EventFeedEntry start) = await stream.NextAsync(cancellationToken).ConfigureAwait(false);
            if (!isThere)
            {
                yield break;
            }

            long seen = start.Sequence;
            if (after is not { } known || page.IsTrimmed || page.NewestSequence < known)
            {
                yield return start;
            }
            else
            {
                seen = Math.Max(seen, known);
                await foreach (EventFeedEntry missed in ReadOnAsync(user, own, known, page, start, cancellationToken).ConfigureAwait(false))
                {
                    if (!await stream.MayGoOnAsync(cancellationToken).ConfigureAwait(false))
                    {
                        yield break;
                    }

                    yield return missed;
                }
            }

            while (await stream.NextAsync(cancellationToken).ConfigureAwait(false) is (true, EventFeedEntry entry))
            {
                if (entry.IsLostTrack || entry.Sequence > seen)
                {
                    yield return entry;
                }
            }
        }
        finally
        {
            watch.End(guest, stream);
        }
    }

    /// <summary>What was recorded after a position, up to where the feed stands.</summary>
    /// <param name="user">Who reads.</param>
    /// <param name="own">Whose.</param>
    /// <param name="position">After what.</param>
    /// <param name="page">What was found there, before it was known where the feed stands.</param>
    /// <param name="start">Where it stands.</param>
    /// <param name="cancellationToken">Ends it.</param>
    private async IAsyncEnumerable<EventFeedEntry> ReadOnAsync(
        TenantContext user, TenantReference? own, long position, EventPage page, EventFeedEntry start, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (position < start.Sequence)
        {
            foreach (TenancyEvent missed in page.Events.Where(e => e.Sequence <= start.Sequence))
            {
                yield return new EventFeedEntry(missed);
            }

            position = page.Next ?? position;
            if (position >= start.Sequence || (page.NewestSequence >= start.Sequence && page.Events.Count < TenancyLimits.PageSize))
            {
                yield break;
            }

            page = await ReadAsync(user, own, position, cancellationToken).ConfigureAwait(false);
            if (page.IsTrimmed || page.NewestSequence < start.Sequence)
            {
                yield return start;
                yield break;
            }
        }
    }

    /// <summary>Which tenant it is, and the first that was missed; throws what the user may not.</summary>
    private async ValueTask<(TenantReference? Own, EventPage Page)> OpenAsync(
        TenantContext user, TenantReference? tenant, long? after, CancellationToken cancellationToken)
    {
        using (user.Enter())
        {
            TenantReference? own = null;
            if (tenant is { } named)
            {
                Tenant found = await tenants.FindTenantAsync(named, cancellationToken).ConfigureAwait(false) ?? throw new TenantNotFoundException(named.Id);
                own = found;
            }

            return (own, await ReadAsync(user, own, after, cancellationToken).ConfigureAwait(false));
        }
    }

    private async ValueTask<EventPage> ReadAsync(TenantContext user, TenantReference? own, long? after, CancellationToken cancellationToken)
    {
        EventQuery query = after is null
            ? new EventQuery { Tenant = own, NewestFirst = true, Limit = 1 }
            : new EventQuery { Tenant = own, After = after, Limit = TenancyLimits.PageSize };
        using (user.Enter())
        {
            return await tenants.ReadEventsAsync(query, cancellationToken).ConfigureAwait(false);
        }
    }
}
