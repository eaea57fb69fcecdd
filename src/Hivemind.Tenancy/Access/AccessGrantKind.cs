namespace Hivemind.Tenancy;

/// <summary>Where a grant comes from.</summary>
public enum AccessGrantKind
{
    /// <summary>The user owns the tenant.</summary>
    Owner = 1,

    /// <summary>A role is bound to the user, or to a group the user is in.</summary>
    Binding = 2,

    /// <summary>A read-only provider grants it and does not say through which role or group.</summary>
    Provider = 3,
}
