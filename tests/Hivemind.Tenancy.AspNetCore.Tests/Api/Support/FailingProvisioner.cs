namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>Fails at everything while <see cref="Fails"/> is set.</summary>
internal sealed class FailingProvisioner : ITenantProvisioner
{
    public bool Fails { get; set; }

    public Task ProvisionAsync(Tenant tenant, CancellationToken cancellationToken) => Act();

    public Task SuspendAsync(Tenant tenant, CancellationToken cancellationToken) => Act();

    public Task ResumeAsync(Tenant tenant, CancellationToken cancellationToken) => Act();

    public Task DeprovisionAsync(Tenant tenant, CancellationToken cancellationToken) => Act();

    private Task Act() => Fails ? throw new InvalidOperationException("The disk is full.") : Task.CompletedTask;
}
