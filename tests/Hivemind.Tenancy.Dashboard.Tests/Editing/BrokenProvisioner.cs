namespace Hivemind.Tenancy.Dashboard.Tests;

/// <summary>Fails while it is told to.</summary>
internal sealed class BrokenProvisioner : ITenantProvisioner
{
    public bool Fails { get; set; }

    public ValueTask ProvisionAsync(Tenant tenant, CancellationToken cancellationToken) => Step();

    public ValueTask SuspendAsync(Tenant tenant, CancellationToken cancellationToken) => Step();

    public ValueTask ResumeAsync(Tenant tenant, CancellationToken cancellationToken) => Step();

    public ValueTask DeprovisionAsync(Tenant tenant, CancellationToken cancellationToken) => Step();

    private ValueTask Step() => Fails ? throw new InvalidOperationException("the disk is full") : ValueTask.CompletedTask;
}
