using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>
/// A channel that says what its writer was refused as invocations do. It needs no context: who writes to it started in the tenant's.
/// </summary>
internal sealed class TenantChannelReader<T>(ChannelReader<T> items, Func<TenancyException, Exception> refuse) : ChannelReader<T>
{
    public override Task Completion => items.Completion;

    public override bool TryRead([MaybeNullWhen(false)] out T item) => items.TryRead(out item);

    public override async ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            return await items.WaitToReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (TenancyException e)
        {
            throw refuse(e);
        }
    }
}
