using Hivemind.Tenancy;

/// <summary>The host's own work when tenants come and go.</summary>
internal sealed class CountingProvisioner : ITenantProvisioner
{
    public List<string> Steps { get; } = [];

    public ValueTask ProvisionAsync(Tenant tenant, CancellationToken cancellationToken) => Note("provision", tenant);

    public ValueTask SuspendAsync(Tenant tenant, CancellationToken cancellationToken) => Note("suspend", tenant);

    public ValueTask ResumeAsync(Tenant tenant, CancellationToken cancellationToken) => Note("resume", tenant);

    public ValueTask DeprovisionAsync(Tenant tenant, CancellationToken cancellationToken) => Note("deprovision", tenant);

    private ValueTask Note(string step, Tenant tenant)
    {
        Steps.Add($"{step} {tenant.Id}");
        return ValueTask.CompletedTask;
    }
}
