namespace Hivemind.Tenancy.AspNetCore;

/// <summary>A stream whose every step runs in a tenant's context, and says what it is refused as invocations do.</summary>
internal sealed class TenantAsyncEnumerable<T>(IAsyncEnumerable<T> items, TenantContext? context, Func<TenancyException, Exception> refuse)
    : IAsyncEnumerable<T>
{
    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        using (context?.Enter())
        {
            return new Enumerator(items.GetAsyncEnumerator(cancellationToken), context, refuse, cancellationToken);
        }
    }

    private sealed class Enumerator(
        IAsyncEnumerator<T> items, TenantContext? context, Func<TenancyException, Exception> refuse, CancellationToken cancellationToken) : IAsyncEnumerator<T>
    {
        public T Current => items.Current;

        public async ValueTask<bool> MoveNextAsync()
        {
            // Also when the hub's code does not look: nobody may be there to receive it, or nobody who may.
            if (cancellationToken.IsCancellationRequested)
            {
                return false;
            }

            try
            {
                using (context?.Enter())
                {
                    return await items.MoveNextAsync().ConfigureAwait(false);
                }
            }
            catch (TenancyException e)
            {
                throw refuse(e);
            }
        }

        public async ValueTask DisposeAsync()
        {
            using (context?.Enter())
            {
                await items.DisposeAsync().ConfigureAwait(false);
            }
        }
    }
}
