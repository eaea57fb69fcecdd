using System.Threading.Channels;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>A connection whose reader takes one item after the other, each while it is known that the user may have it.</summary>
internal abstract class LiveStream<T>(LiveRegistry registry) : LiveConnection
{
    private readonly List<LiveGuest> _guests = [];
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private int _end = -1;

    private LiveEnd? EndedBy => Volatile.Read(ref _end) is >= 0 and int why ? (LiveEnd)why : null;

    /// <summary>By what it may go on: all of them. Called by the reader before it reads.</summary>
    public void Join(LiveGuest guest) => _guests.Add(guest);

    public override void End(LiveEnd why)
    {
        Interlocked.CompareExchange(ref _end, (int)why, -1);
        Wake();
    }

    public override void Wake() => _signal.Writer.TryWrite(true);

    /// <summary>Waits until it is known that the user may have what there is. False when it has ended.</summary>
    /// <inheritdoc cref="NextAsync" path="/exception"/>
    public async ValueTask<bool> MayGoOnAsync(CancellationToken cancellationToken)
    {
        while (!HasEnded())
        {
            if (registry.TryGoOn(_guests, static () => { }))
            {
                return true;
            }

            await _signal.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        }

        return false;
    }

    /// <summary>Waits for the next item. None when it has ended.</summary>
    /// <exception cref="TenantAccessDeniedException">The user may not go on.</exception>
    /// <exception cref="TenancyStoreException">For too long nobody could say whether they may.</exception>
    public async ValueTask<(bool IsThere, T Item)> NextAsync(CancellationToken cancellationToken)
    {
        while (!HasEnded())
        {
            (bool isThere, bool isLast, T item) = (false, false, default(T)!);
            registry.TryGoOn(_guests, () => isThere = TryTake(out item, out isLast));
            if (isThere || isLast)
            {
                return (isThere, item);
            }

            await _signal.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        }

        return default;
    }

    /// <summary>Takes what has waited longest. Called under the registry's lock.</summary>
    /// <param name="item">What it is.</param>
    /// <param name="isLast">Whether there is nothing, and nothing more will come.</param>
    protected abstract bool TryTake(out T item, out bool isLast);

    /// <summary>What is thrown when the user may not go on.</summary>
    protected abstract TenantAccessDeniedException Denied();

    private bool HasEnded() => EndedBy switch
    {
        null => false,
        LiveEnd.Complete => true,
        LiveEnd.Denied => throw Denied(),
        _ => throw new TenancyStoreException($"For {LiveWatch.LongestUnjudged} it could not be found out whether the user may go on.", isTransient: true),
    };
}
