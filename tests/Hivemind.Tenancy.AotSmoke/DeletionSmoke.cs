using Hivemind.Tenancy;
using Microsoft.Extensions.DependencyInjection;
using static TenantSmoke;

/// <summary>A tenant goes with everything it had; the provisioners and handlers were told all of it.</summary>
internal static class DeletionSmoke
{
    public static async Task RunAsync(IServiceProvider services)
    {
        ITenantManager tenants = services.GetRequiredService<ITenantManager>();
        await tenants.DeleteTenantAsync(Acme);
        await Check.Throws<TenantNotFoundException>(() => tenants.GetTenantAsync(Acme).AsTask());
        Check.That((await services.GetRequiredService<IAccessManager>().ListBindingsAsync()).Count == 0);

        CountingProvisioner provisioner = services.GetServices<ITenantProvisioner>().OfType<CountingProvisioner>().Single();
        Check.That(provisioner.Steps.SequenceEqual(["provision acme", "provision globex", "suspend acme", "resume acme", "deprovision acme"]));

        CollectingHandler handler = services.GetServices<ITenancyEventHandler>().OfType<CollectingHandler>().Single();
        TenancyEvent[] recorded = [.. handler.Events.Where(e => e.Sequence > 0)];
        Check.That(recorded.Select(e => e.Sequence).SequenceEqual(Enumerable.Range(1, recorded.Length).Select(i => (long)i)));
        Check.That(handler.Events.OfType<ReservationRefused>().Any());
        Check.That(handler.Events.OfType<AccessRefused>().Any(e => e.Reason == AccessRefusalReason.NoAccess));
        Check.That(handler.Events.OfType<QuotaThresholdCrossed>().Any());
        Check.That(recorded[^1] is TenantDeleted);
        Check.That(recorded.OfType<GroupMemberRemoved>().Single() is { Actor: "smoke", ActorReason: "Taking away what was given" });
    }
}
