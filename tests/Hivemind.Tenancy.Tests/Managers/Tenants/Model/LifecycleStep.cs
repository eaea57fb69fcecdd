using CsCheck;

namespace Hivemind.Tenancy.Tests;

/// <summary>One random operation on one of two tenants by one of two hosts, and how its provisioner ends.</summary>
internal sealed record LifecycleStep(string Operation, int Tenant, int Host, string Ending)
{
    public const string Succeeds = "succeeds";
    public const string Fails = "failed";
    public const string Cancels = "Cancelled";

    public static readonly TenantId[] Tenants = [Some.TenantId, Some.OtherTenantId];

    private static readonly string[] Operations = ["create", "suspend", "resume", "delete", "update", "enter"];

    public static readonly Gen<LifecycleStep> Any = Gen.Select(
        Gen.Int[0, Operations.Length - 1].Select(i => Operations[i]),
        Gen.Int[0, 1],
        Gen.Int[0, 1],
        Gen.Frequency((4, Gen.Const(Succeeds)), (2, Gen.Const(Fails)), (1, Gen.Const(Cancels))),
        (operation, tenant, host, ending) => new LifecycleStep(operation, tenant, host, ending));

    private TenantId Id => Tenants[Tenant];

    public async Task RunAsync(TenancyHost host, ScriptedProvisioner provisioner, int number)
    {
        using CancellationTokenSource source = new();
        provisioner.Script = (_, _, token) =>
        {
            if (Ending == Cancels)
            {
                source.Cancel();
            }

            token.ThrowIfCancellationRequested();
            return Ending == Fails ? throw new InvalidOperationException("no disk") : Task.CompletedTask;
        };
        switch (Operation)
        {
            case "create":
                await host.Tenants.CreateTenantAsync(Some.Spec(Id.Value), source.Token);
                break;
            case "suspend":
                await host.Tenants.SuspendTenantAsync(Id, "unpaid", source.Token);
                break;
            case "resume":
                await host.Tenants.ResumeTenantAsync(Id, source.Token);
                break;
            case "delete":
                await host.Tenants.DeleteTenantAsync(Id, cancellationToken: source.Token);
                break;
            case "update":
                await host.Tenants.UpdateTenantAsync(Id, t => t with { Description = $"{number}" }, null, source.Token);
                break;
            default:
                await host.Tenants.GetTenantContextAsync(Some.Owner, Id, source.Token);
                break;
        }
    }
}
