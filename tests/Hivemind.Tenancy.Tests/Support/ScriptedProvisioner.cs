using System.Collections.Concurrent;

namespace Hivemind.Tenancy.Tests;

/// <summary>Writes down each call as <c>name step tenant status</c> and then does what the test says.</summary>
internal sealed class ScriptedProvisioner(string name = "P", ConcurrentQueue<string>? journal = null) : ITenantProvisioner
{
    public const string Provision = "provision";
    public const string Suspend = "suspend";
    public const string Resume = "resume";
    public const string Deprovision = "deprovision";

    public ConcurrentQueue<string> Journal { get; } = journal ?? new ConcurrentQueue<string>();

    /// <summary>The tenants of the journal's lines.</summary>
    public ConcurrentQueue<Tenant> Tenants { get; } = new();

    /// <summary>What to do at a step; nothing unless set.</summary>
    public Func<string, Tenant, CancellationToken, Task> Script { get; set; } = (_, _, _) => Task.CompletedTask;

    public ValueTask ProvisionAsync(Tenant tenant, CancellationToken cancellationToken) => RunAsync(Provision, tenant, cancellationToken);

    public ValueTask SuspendAsync(Tenant tenant, CancellationToken cancellationToken) => RunAsync(Suspend, tenant, cancellationToken);

    public ValueTask ResumeAsync(Tenant tenant, CancellationToken cancellationToken) => RunAsync(Resume, tenant, cancellationToken);

    public ValueTask DeprovisionAsync(Tenant tenant, CancellationToken cancellationToken) => RunAsync(Deprovision, tenant, cancellationToken);

    /// <summary>Throws at one step, as often as asked.</summary>
    public void FailAt(string step, Exception exception, int times = 1) =>
        Script = (at, _, _) => at == step && times-- > 0 ? throw exception : Task.CompletedTask;

    private async ValueTask RunAsync(string step, Tenant tenant, CancellationToken cancellationToken)
    {
        Tenants.Enqueue(tenant);
        Journal.Enqueue($"{name} {step} {tenant.Id} {tenant.Status}");
        await Script(step, tenant, cancellationToken);
    }
}
