namespace Hivemind.Tenancy;

/// <summary>Words for what an event may lack, so that no message reads <c>(null)</c>.</summary>
internal static class LogTexts
{
    /// <summary>For instance <c>nightly (cleaning up)</c>, or <c>the host</c> when there was no context.</summary>
    public static string By(TenancyEvent tenancyEvent) => (tenancyEvent.Actor ?? "the host") + Aside(tenancyEvent.ActorReason);

    /// <summary>For instance <c>tenant acme</c>, or <c>the platform</c>.</summary>
    public static string About(TenancyEvent tenancyEvent) => tenancyEvent.TenantId is { } id ? $"tenant {id}" : "the platform";

    /// <summary>For instance <c>, user ulrich, tenant acme, permission tenants:delete at *</c>; nothing of what is absent.</summary>
    public static string Whom(AccessRefused refusal) =>
        Part("user", refusal.UserId) + Part("tenant", refusal.TenantId) + Part("permission", refusal.Permission)
        + (refusal.Scope is { } scope ? $" at {scope}" : string.Empty);

    /// <summary>For instance <c> (cleaning up)</c>; nothing for null.</summary>
    public static string Aside(string? text) => text is null ? string.Empty : $" ({text})";

    private static string Part(string name, object? value) => value is null ? string.Empty : $", {name} {value}";
}
