namespace Hivemind.Tenancy.Storage;

/// <summary>
/// Something in this host that keeps answers of the store or of the provider. Registered as a service, it is told of every entry of the
/// feed before any subscriber is, so that who hears of a change and then asks is not answered with what was true before. For authors of
/// stores and providers.
/// </summary>
public interface ITenancyCache
{
    /// <summary>
    /// Forgets what the entry makes old, and an answer that is being fetched, too; everything when
    /// <see cref="EventFeedEntry.IsLostTrack"/>. Called by one thread at a time, in order, while anybody follows the feed; it must not
    /// wait or throw.
    /// </summary>
    void Forget(EventFeedEntry entry);
}
