namespace Hivemind.Tenancy;

/// <summary>Storage that can be mounted.</summary>
public sealed record Volume
{
    /// <summary>Makes a volume.</summary>
    /// <param name="name">Its name, 1 to 256 characters.</param>
    /// <param name="ownedBy">The tenant it belongs to; null when the host shares it among tenants with shared storage.</param>
    public Volume(string name, TenantReference? ownedBy = null)
    {
        Name = Requires.Line(name, "Volume name", TenancyLimits.UserIdLength);
        OwnedBy = ownedBy?.Validated(nameof(ownedBy));
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>The tenant it belongs to, and none made under its id later; without a uid whoever holds the id. Null when it is shared.</summary>
    public TenantReference? OwnedBy { get; }
}
