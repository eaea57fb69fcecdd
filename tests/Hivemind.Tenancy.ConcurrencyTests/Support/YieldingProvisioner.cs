namespace Hivemind.Tenancy.ConcurrencyTests;

/// <summary>A provisioner that gives way to the other tasks and counts what it was asked to make.</summary>
internal sealed class YieldingProvisioner : ITenantProvisioner
{
    private int _provisioned;

    public int Provisioned => Volatile.Read(ref _provisioned);

    public async ValueTask ProvisionAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        await Task.Yield();
        Interlocked.Increment(ref _provisioned);
    }

    public async ValueTask DeprovisionAsync(Tenant tenant, CancellationToken cancellationToken) => await Task.Yield();

    public ValueTask SuspendAsync(Tenant tenant, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask ResumeAsync(Tenant tenant, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
