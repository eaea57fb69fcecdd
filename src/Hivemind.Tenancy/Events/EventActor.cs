namespace Hivemind.Tenancy;

/// <summary>Marks an event with who acted, and why.</summary>
internal static class EventActor
{
    public static T By<T>(this T tenancyEvent, TenantContext? caller)
        where T : TenancyEvent =>
        caller is null ? tenancyEvent : tenancyEvent with { Actor = caller.Actor, ActorReason = caller.Reason };
}
