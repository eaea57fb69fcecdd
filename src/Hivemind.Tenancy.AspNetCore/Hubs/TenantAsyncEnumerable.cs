namespace Hivemind.Tenancy.AspNetCore;

/// <summary>A stream whose every step runs in a tenant's context.</summary>
internal sealed class TenantAsyncEnumerable<T>(IAsyncEnumerable<T> items, TenantContext context) : IAsyncEnumerable<T>
{
    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        using (context.Enter())
        {
            return new Enumerator(items.GetAsyncEnumerator(cancellationToken), context);
        }
    }

    private sealed class Enumerator(IAsyncEnumerator<T> items, TenantContext context) : IAsyncEnumerator<T>
    {
        public T Current => items.Current;

        public async ValueTask<bool> MoveNextAsync()
        {
            using (context.Enter())
            {
                return await items.MoveNextAsync().ConfigureAwait(false);
            }
        }

        public async ValueTask DisposeAsync()
        {
            using (context.Enter())
            {
                await items.DisposeAsync().ConfigureAwait(false);
            }
        }
    }
}
