namespace Hivemind.Tenancy.AspNetCore;

/// <summary>Something that stays open for a user, and ends when they lose what let them in.</summary>
internal abstract class LiveConnection
{
    /// <summary>Cancelled when it has ended by itself.</summary>
    public virtual CancellationToken Ended => CancellationToken.None;

    /// <summary>From here on nothing reaches it.</summary>
    public abstract void End(LiveEnd why);

    /// <summary>An entry of the feed, of all tenants. Called under the registry's lock: what it leads to is no longer answered by what was judged before it.</summary>
    public virtual void Offer(EventFeedEntry entry)
    {
        // Most have their own ways to be sent something.
    }

    /// <summary>It has been found out that it may go on. Called under the registry's lock.</summary>
    public virtual void Wake()
    {
        // Most go on while it is open.
    }
}
