namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>A transaction on one context, to write or to read a snapshot. Disposed without <see cref="CommitAsync"/>, it takes everything back.</summary>
public abstract class TenancyTransaction : IAsyncDisposable
{
    /// <summary>Makes what was done durable. It is not cancelled: half a commit is an unknown outcome.</summary>
    public abstract ValueTask CommitAsync();

    /// <summary>Rolls back unless committed, and gives up every lock. It does not throw for what a broken connection has done already.</summary>
    public abstract ValueTask DisposeAsync();
}
