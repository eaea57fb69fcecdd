namespace Hivemind.Tenancy.Dashboard.Pages;

/// <summary>Who has access to a tenant, and why.</summary>
public sealed record MembersModel
{
    /// <summary>What surrounds the page.</summary>
    public required PageFrame Frame { get; init; }

    /// <summary>The tenant.</summary>
    public required Tenant Tenant { get; init; }

    /// <summary>What is bound in it; null for somebody who may not see it, and where a directory of the host keeps that.</summary>
    public required IReadOnlyList<RoleBinding>? Bindings { get; init; }

    /// <summary>What is bound on the whole platform and so in every tenant; null for somebody who may not see it.</summary>
    public required IReadOnlyList<RoleBinding>? Platform { get; init; }

    /// <summary>Whether the user may ask what others may do.</summary>
    public required bool MayAsk { get; init; }

    /// <summary>Whether the platform keeps who has which role, rather than a directory that answers questions only.</summary>
    public required bool IsKeptHere { get; init; }

    /// <summary>The roles that there are for this tenant, which can be bound; empty for somebody who may not see who has which.</summary>
    public required IReadOnlyList<Role> Roles { get; init; }

    /// <summary>Whether the user may bind and unbind.</summary>
    public required bool MayChange { get; init; }

    /// <summary>The form that binds a role.</summary>
    public required DashboardForm Form { get; init; }

    /// <summary>Of whom it was asked why they may what; empty for nobody.</summary>
    public required string AskedUser { get; init; }

    /// <summary>What it was asked about; empty for access as such.</summary>
    public required string AskedPermission { get; init; }

    /// <summary>The answer, a sentence each; null when nothing was asked.</summary>
    public required IReadOnlyList<string>? Answer { get; init; }
}
