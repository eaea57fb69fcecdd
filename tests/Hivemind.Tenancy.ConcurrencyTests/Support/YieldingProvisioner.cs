namespace Hivemind.Tenancy.ConcurrencyTests;

/// <summary>A provisioner that gives way to the other tasks and counts what it was asked to make.</summary>
internal sealed class YieldingProvisioner : ITenantProvisioner
{
    private int _provisioned;

    public int Provisioned => Volatile.Read(ref _provisioned);

    public async Task ProvisionAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        await Task.Yield();
        Interlocked.Increment(ref _provisioned);
    }

    public async Task DeprovisionAsync(Tenant tenant, CancellationToken cancellationToken) => await Task.Yield();
}
