using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy;

/// <summary>
/// The host's own event handlers and provisioners. Made once, when the host starts, or before the first call of a manager where nothing
/// starts it: one that cannot be made is refused then, and not found out about at some event. What a constructor starts runs in no caller's
/// context, which it would keep for ever.
/// </summary>
internal sealed class HostCode(IServiceProvider services)
{
    /// <summary>How deep handlers and provisioners may call each other, through managers, within one flow of execution.</summary>
    public const int MaxDepth = 8;

    /// <summary>Who acts where nobody caused it.</summary>
    public const string LibraryActor = "hivemind-tenancy";

    private readonly object _gate = new();
    private readonly AsyncLocal<int> _depth = new();
    private volatile Made? _made;
    private volatile int _makingThread;

    /// <summary>None while they are being made.</summary>
    public IReadOnlyList<ITenancyEventHandler> Handlers => _made?.Handlers ?? [];

    /// <summary>In the order of registration; none while they are being made.</summary>
    public IReadOnlyList<ITenantProvisioner> Provisioners => _made?.Provisioners ?? [];

    /// <summary>Whether this flow is as deep in the host's code as it may be.</summary>
    public bool IsTooDeep => _depth.Value >= MaxDepth;

    /// <summary>
    /// From now on this flow of execution runs code of the host's: in a System context of whoever caused it, and one deeper. For async methods,
    /// which undo it when they return.
    /// </summary>
    /// <param name="actor">Who caused it; null for the library itself.</param>
    /// <param name="reason">What is run.</param>
    /// <param name="tenant">The tenant that it is about, and bound to; null for all.</param>
    public void Begin(string? actor, string reason, Tenant? tenant)
    {
        actor ??= LibraryActor;
        TenantContext.Begin(tenant is null ? TenantContext.System(actor, reason) : TenantContext.System(actor, reason, tenant));
        _depth.Value++;
    }

    /// <exception cref="InvalidOperationException">One cannot be made.</exception>
    public void Make()
    {
        // A constructor may call a manager.
        if (_made is not null || _makingThread == Environment.CurrentManagedThreadId)
        {
            return;
        }

        lock (_gate)
        {
            _makingThread = Environment.CurrentManagedThreadId;
            try
            {
                _made ??= TenantContext.RunOutside(() => new Made(Resolve<ITenancyEventHandler>(), Resolve<ITenantProvisioner>()));
            }
            finally
            {
                _makingThread = 0;
            }
        }
    }

    private T[] Resolve<T>()
        where T : class
    {
        try
        {
            return [.. services.GetServices<T>()];
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"The host's {typeof(T).Name}s cannot be made: {e.Message}", e);
        }
    }

    private sealed record Made(ITenancyEventHandler[] Handlers, ITenantProvisioner[] Provisioners);
}
