namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>Says in one word whose context is current.</summary>
internal static class Ambient
{
    public const string None = "none";

    /// <summary>What is current outside of the hub's own code, see <see cref="HubTestHost"/>.</summary>
    public static readonly TenantContext Decoy = TenantContext.System("decoy", "test");

    public static string Who => TenantContext.Current switch
    {
        null or { Kind: TenantContextKind.User } => None,
        { IsSystem: true } system => system.Actor,
        { } context => $"{context.TenantId}/{context.UserId}",
    };
}
