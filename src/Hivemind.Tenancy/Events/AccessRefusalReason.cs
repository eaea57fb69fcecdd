namespace Hivemind.Tenancy;

/// <summary>Why a caller was refused.</summary>
public enum AccessRefusalReason
{
    /// <summary>There was no context, or a visitor's.</summary>
    ContextMissing = 1,

    /// <summary>
    /// A tenant's context reached for another tenant, or for another uid of its own id than it was verified for: the
    /// tenant was deleted and made again under the same id.
    /// </summary>
    OtherTenant = 2,

    /// <summary>A permission was missing.</summary>
    PermissionMissing = 3,

    /// <summary>At the door, or for a user in no tenant: no access to the tenant. The user is told what one of <see cref="NoSuchTenant"/> is told.</summary>
    NoAccess = 4,

    /// <summary>At the door or for a reservation: the tenant is not Active.</summary>
    NotActive = 5,

    /// <summary>At the door, or for a user in no tenant: no such tenant, or one of another uid.</summary>
    NoSuchTenant = 6,

    /// <summary>Only System contexts may: to change an allocation that a package has claimed (<c>ClaimAllocations</c>), or to report an event.</summary>
    SystemOnly = 7,
}
