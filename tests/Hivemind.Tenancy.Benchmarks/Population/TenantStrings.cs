namespace Hivemind.Tenancy.Benchmarks;

/// <summary>The strings of one tenant, of a realistic length.</summary>
internal readonly record struct TenantStrings(string Id, string Name, string OwnerId, string Namespace)
{
    public static TenantStrings Of(int number) => new(
        $"tenant-{number:D7}", $"Customer {number:D7} Ltd", $"owner-{number:D7}@example.com", $"ns-{number:D7}");

    public Tenant ToTenant(DateTimeOffset now) => new()
    {
        Id = TenantId.Parse(Id),
        Uid = TenantUid.NewUid(),
        Name = Name,
        OwnerId = OwnerId,
        Namespaces = [Namespace],
        Status = TenantStatus.Active,
        CreatedAt = now,
        UpdatedAt = now,
        Version = 1,
        ResourceQuotas = new ResourceQuotas
        {
            CpuCores = 8,
            MemoryBytes = 32L << 30,
            StorageBytes = 1L << 40,
            Containers = 100,
            Services = 20,
        },
    };
}
