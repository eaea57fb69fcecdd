namespace Hivemind.Tenancy.Testing;

/// <summary>One empty provider that can be written to, for one case of <see cref="RbacConformance"/>.</summary>
/// <example><code>new RbacHarness(rbac) { Store = store, SecondHost = anotherHostsRbac, Cleanup = database.DisposeAsync }</code></example>
public sealed class RbacHarness : IAsyncDisposable
{
    /// <summary>Makes a harness.</summary>
    /// <param name="rbac">A provider with the built-in roles and else nothing in it.</param>
    public RbacHarness(IRbacAdministrator rbac)
    {
        ArgumentNullException.ThrowIfNull(rbac);
        Rbac = rbac;
        SecondHost = rbac;
    }

    /// <summary>The provider.</summary>
    public IRbacAdministrator Rbac { get; }

    /// <summary>
    /// A second host's provider over the same data; <see cref="Rbac"/> itself unless set. What is written on one is asked for
    /// on the other at once, so it does not cache, or its cache is notified of every write.
    /// </summary>
    public IRbacAdministrator SecondHost { get; init => field = value ?? throw new ArgumentNullException(nameof(value)); }

    /// <summary>The tenants' store whose step and log the provider shares, empty. Null, as it is unless set, when it shares none: the cases about tenants of bindings then have nothing to show.</summary>
    public ITenantStore? Store { get; init; }

    /// <summary>From which the provider, and the second host's, takes its time: one of ours through a registered <see cref="StoreClock"/>. Null, as it is unless set, when it cannot be set: the cases about bindings that end then have nothing to show.</summary>
    public TestClock? Clock { get; init; }

    /// <summary>As <see cref="TenantStoreHarness.BreakAsync"/>.</summary>
    public Func<CancellationToken, ValueTask>? BreakAsync { get; init; }

    /// <summary>Runs after the case, whatever it came to; null for nothing.</summary>
    public Func<ValueTask>? Cleanup { get; init; }

    /// <summary>Runs <see cref="Cleanup"/>.</summary>
    public ValueTask DisposeAsync() => Cleanup?.Invoke() ?? ValueTask.CompletedTask;
}
