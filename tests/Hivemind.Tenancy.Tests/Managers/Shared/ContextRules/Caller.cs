namespace Hivemind.Tenancy.Tests;

/// <summary>Who calls: the columns of the table, in this order.</summary>
public enum Caller
{
    /// <summary>The host's own code: no context.</summary>
    Host,

    /// <summary>No context, but one is required.</summary>
    Nobody,

    /// <summary>In the tenant's context, made by hand, with no grant at all.</summary>
    Stranger,

    /// <summary>A member: tenant-viewer at the tenant.</summary>
    Viewer,

    /// <summary>tenant-admin at the tenant.</summary>
    Admin,

    /// <summary>The tenant's owner.</summary>
    Owner,

    /// <summary>platform-admin at Global scope, acting in the tenant's context.</summary>
    Platform,

    /// <summary>A System context.</summary>
    System,

    /// <summary>A visitor of the tenant, who has not signed in.</summary>
    Visitor,

    /// <summary>A user in no tenant, with no grant at all.</summary>
    UserStranger,

    /// <summary>As <see cref="Viewer"/>, in no tenant.</summary>
    UserViewer,

    /// <summary>As <see cref="Admin"/>, in no tenant.</summary>
    UserAdmin,

    /// <summary>As <see cref="Owner"/>, in no tenant.</summary>
    UserOwner,

    /// <summary>As <see cref="Platform"/>, in no tenant.</summary>
    UserPlatform,
}
