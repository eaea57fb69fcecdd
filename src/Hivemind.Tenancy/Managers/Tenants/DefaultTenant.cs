using Microsoft.Extensions.Options;

namespace Hivemind.Tenancy;

/// <summary>
/// The tenant a host may configure: made before the first call goes on, once, and again on the next call if that failed. Before it the
/// host's handlers and provisioners are made, which may call the managers: they then do not wait for it.
/// </summary>
internal sealed class DefaultTenant(TenantLifecycle lifecycle, HostCode code, IOptions<HivemindTenancyOptions> options)
    : IFirstCallGate, IDisposable
{
    /// <summary>The attempt that this flow of execution belongs to; it counts for nothing once that attempt is over.</summary>
    private readonly AsyncLocal<object?> _attemptOfFlow = new();

    private readonly TenantSpec? _spec = options.Value.DefaultTenant;
    private readonly SemaphoreSlim _gate = new(1);
    private volatile bool _isReady;
    private volatile object? _attempt;

    public bool IsReady => _isReady;

    private bool IsMaking => _attempt is { } attempt && _attemptOfFlow.Value == attempt;

    public ValueTask EnsureAsync(CancellationToken cancellationToken) =>
        _isReady || IsMaking ? ValueTask.CompletedTask : MakeAsync(cancellationToken);

    public void Dispose() => _gate.Dispose();

    private async ValueTask MakeAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!_isReady)
            {
                // Undone when this method returns to its caller, as all that an async method does to an AsyncLocal.
                _attemptOfFlow.Value = _attempt = new object();
                code.Make();
                if (_spec is not null)
                {
                    // The host makes this tenant, not the first caller.
                    TenantContext.Begin(TenantContext.System(HostCode.LibraryActor, "makes the default tenant"));
                    await MakeOnceAsync(_spec, cancellationToken).ConfigureAwait(false);
                }

                _isReady = true;
            }
        }
        finally
        {
            _attempt = null;
            _gate.Release();
        }
    }

    private async ValueTask MakeOnceAsync(TenantSpec spec, CancellationToken cancellationToken)
    {
        try
        {
            await lifecycle.EnsureProtectedAsync(spec, cancellationToken).ConfigureAwait(false);
        }
        catch (TenantNotActiveException)
        {
            // It is being deleted, from before it was protected: calls go on, that deletion's too, and it is there again after the next start.
        }
    }
}
