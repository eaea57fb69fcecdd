using Hivemind.Tenancy;

/// <summary>The host's own work when tenants come and go.</summary>
internal sealed class CountingProvisioner : ITenantProvisioner
{
    public List<string> Steps { get; } = [];

    public Task ProvisionAsync(Tenant tenant, CancellationToken cancellationToken) => Note("provision", tenant);

    public Task SuspendAsync(Tenant tenant, CancellationToken cancellationToken) => Note("suspend", tenant);

    public Task ResumeAsync(Tenant tenant, CancellationToken cancellationToken) => Note("resume", tenant);

    public Task DeprovisionAsync(Tenant tenant, CancellationToken cancellationToken) => Note("deprovision", tenant);

    private Task Note(string step, Tenant tenant)
    {
        Steps.Add($"{step} {tenant.Id}");
        return Task.CompletedTask;
    }
}
