namespace Hivemind.Tenancy.Docker;

/// <summary>Whether an anchor says that what it is about is removed.</summary>
internal enum AnchorRemoval
{
    /// <summary>It is there.</summary>
    None,

    /// <summary>It is to be removed. A volume is there again if an app mounts it.</summary>
    Asked,

    /// <summary>It is removed, whatever comes: its data goes.</summary>
    Final,
}
