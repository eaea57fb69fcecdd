namespace Hivemind.Tenancy.Storage;

/// <summary>The roles and groups of one owner: the platform, or a tenant.</summary>
internal sealed class OwnedAccess
{
    /// <summary>By id, in ordinal order.</summary>
    public SortedDictionary<string, Role> Roles { get; } = new(StringComparer.Ordinal);

    /// <summary>By id, the members of each in ordinal order.</summary>
    public Dictionary<string, SortedSet<string>> Groups { get; } = [];

    public bool IsEmpty => Roles.Count == 0 && Groups.Count == 0;
}
