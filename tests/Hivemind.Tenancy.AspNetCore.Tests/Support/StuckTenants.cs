namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>Never provisions the tenant <c>unborn</c>, never deprovisions the tenant <c>dying</c>, and so leaves them Pending and Terminating.</summary>
internal sealed class StuckTenants : ITenantProvisioner
{
    public static readonly TenantId Unborn = TenantId.Parse("unborn");
    public static readonly TenantId Dying = TenantId.Parse("dying");
    public static readonly TenantId Asleep = TenantId.Parse("asleep");

    public ValueTask ProvisionAsync(Tenant tenant, CancellationToken cancellationToken) => FailAsync(tenant.Id == Unborn);

    public ValueTask DeprovisionAsync(Tenant tenant, CancellationToken cancellationToken) => FailAsync(tenant.Id == Dying);

    private static ValueTask FailAsync(bool fails) => fails ? throw new InvalidOperationException("No room.") : ValueTask.CompletedTask;

    public ValueTask SuspendAsync(Tenant tenant, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask ResumeAsync(Tenant tenant, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
