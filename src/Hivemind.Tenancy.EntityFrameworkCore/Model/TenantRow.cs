namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>
/// A tenant as it is stored. Times are UTC ticks, amounts the smallest units. Its row lock is the tenant's lock: a step that decides
/// over what the tenant holds takes it first, see <see cref="TenancyDatabase"/>.
/// </summary>
internal sealed class TenantRow
{
    public required string Id { get; init; }

    /// <summary>Which tenant of that id, as text.</summary>
    public required string Uid { get; init; }

    public required string Name { get; set; }

    /// <summary><c>Name.ToUpperInvariant()</c>: the form in which names are compared and unique.</summary>
    public required string NameKey { get; set; }

    public required string OwnerId { get; set; }

    public required string Isolation { get; set; }

    /// <summary>JSON list, sorted; null for none. The table of namespaces says to which tenant each belongs; this copy saves a second query when a tenant is read.</summary>
    public string? Namespaces { get; set; }

    public required int Status { get; set; }

    public string? StatusReason { get; set; }

    public string? Description { get; set; }

    /// <summary><c>Description.ToUpperInvariant()</c>: the form in which it is searched; null for none.</summary>
    public string? DescriptionKey { get; set; }

    /// <summary>JSON map; null for none.</summary>
    public string? Labels { get; set; }

    public required long CreatedAt { get; init; }

    public required long UpdatedAt { get; set; }

    public required long Version { get; set; }

    public required long StatusVersion { get; set; }

    /// <summary>Millicores; null is unlimited, as it is for the other limits.</summary>
    public long? CpuLimit { get; set; }

    public long? MemoryLimit { get; set; }

    public long? StorageLimit { get; set; }

    public long? ContainersLimit { get; set; }

    public long? ServicesLimit { get; set; }

    /// <summary>JSON map of the limits of other resources; null for none.</summary>
    public string? OtherLimits { get; set; }

    /// <summary>JSON of the grace that was set last, be it in force or over; null for none.</summary>
    public string? Grace { get; set; }

    public long? GraceUntil { get; set; }

    /// <summary>JSON map from a resource to the percentages that have fired and not re-armed, for instance <c>{"cpu":[80,95]}</c>; null for none.</summary>
    public string? Thresholds { get; set; }
}
