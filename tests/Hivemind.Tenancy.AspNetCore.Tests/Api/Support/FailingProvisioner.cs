namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>Fails at everything while <see cref="Fails"/> is set.</summary>
internal sealed class FailingProvisioner : ITenantProvisioner
{
    public bool Fails { get; set; }

    public ValueTask ProvisionAsync(Tenant tenant, CancellationToken cancellationToken) => Act();

    public ValueTask SuspendAsync(Tenant tenant, CancellationToken cancellationToken) => Act();

    public ValueTask ResumeAsync(Tenant tenant, CancellationToken cancellationToken) => Act();

    public ValueTask DeprovisionAsync(Tenant tenant, CancellationToken cancellationToken) => Act();

    private ValueTask Act() => Fails ? throw new InvalidOperationException("The disk is full.") : ValueTask.CompletedTask;
}
