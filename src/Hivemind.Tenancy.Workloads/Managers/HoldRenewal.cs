namespace Hivemind.Tenancy.Workloads;

/// <summary>Renews a hold while the engine works, three times in each lease, until it is disposed.</summary>
internal sealed class HoldRenewal : IAsyncDisposable
{
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _renewing;

    public HoldRenewal(Hold? hold, TimeProvider time) => _renewing = hold is null ? Task.CompletedTask : RenewAsync(hold, time, _ended.Token);

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync().ConfigureAwait(false);
        await _renewing.ConfigureAwait(false);
        _ended.Dispose();
    }

    private static async Task RenewAsync(Hold hold, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Holdings.Lease / 3, time, cancellationToken).ConfigureAwait(false);
                try
                {
                    await hold.Reservation.RenewAsync(Holdings.Lease, cancellationToken).ConfigureAwait(false);
                }
                catch (TenancyException)
                {
                    // The commit says what became of it, and holds it anew where that is possible; a store that is back is asked again.
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The work is done.
        }
    }
}
