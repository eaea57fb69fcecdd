using Microsoft.Extensions.Localization;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>What a role may do, in words.</summary>
internal static class RoleWords
{
    /// <summary>What it may: plain words for the built-in ones, the permissions of others.</summary>
    public static string Of(IStringLocalizer texts, Role role) => OfBuiltIn(role.Tenant is null ? role.Id : null) is { } words
        ? texts[words]
        : texts["Permissions: {0}", string.Join(", ", role.Permissions)];

    /// <summary>A key of <see cref="DashboardTexts"/>; null for a role of the host.</summary>
    private static string? OfBuiltIn(string? id) => id switch
    {
        "platform-admin" => "Everything. Given on the whole platform, in every tenant.",
        "tenant-admin" => "All that is decided in the tenant itself, as its owner: members, what runs, name, description and labels.",
        "tenant-operator" => "Sees everything, and deploys, scales, stops and starts what runs. Removes nothing.",
        "tenant-viewer" => "Sees everything and changes nothing.",
        _ => null,
    };
}
