namespace Hivemind.Tenancy.Testing;

/// <summary>One provider that grants nothing yet, for one case of <see cref="RbacProviderConformance"/>.</summary>
public sealed class RbacProviderHarness : IAsyncDisposable
{
    /// <summary>Makes a harness.</summary>
    /// <param name="rbac">A provider that grants nothing.</param>
    /// <param name="grantAsync">Makes the directory behind it grant a role's permissions to a user in a scope, from the next question on.</param>
    public RbacProviderHarness(IRbacProvider rbac, Func<string, Role, PermissionScope, CancellationToken, ValueTask> grantAsync)
    {
        ArgumentNullException.ThrowIfNull(rbac);
        ArgumentNullException.ThrowIfNull(grantAsync);
        Rbac = rbac;
        GrantAsync = grantAsync;
    }

    /// <summary>The provider.</summary>
    public IRbacProvider Rbac { get; }

    /// <summary>As <see cref="TenantStoreHarness.BreakAsync"/>.</summary>
    public Func<CancellationToken, ValueTask>? BreakAsync { get; init; }

    /// <summary>Runs after the case, whatever it came to; null for nothing.</summary>
    public Func<ValueTask>? Cleanup { get; init; }

    internal Func<string, Role, PermissionScope, CancellationToken, ValueTask> GrantAsync { get; }

    /// <summary>Runs <see cref="Cleanup"/>.</summary>
    public ValueTask DisposeAsync() => Cleanup?.Invoke() ?? ValueTask.CompletedTask;
}
