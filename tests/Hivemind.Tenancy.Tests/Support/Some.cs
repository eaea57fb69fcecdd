using System.Security.Cryptography;
using System.Text;

namespace Hivemind.Tenancy.Tests;

/// <summary>Valid values for tests that do not care which. Change what matters with <c>with</c>.</summary>
internal static class Some
{
    public const string Owner = "olivia";

    public const string User = "ulrich";

    private static int _last;

    /// <summary>A moment in whole microseconds, as the library keeps time.</summary>
    public static readonly DateTimeOffset Time = new DateTimeOffset(2026, 3, 14, 15, 9, 26, 535, TimeSpan.Zero).AddMicroseconds(897);

    public static readonly TenantId TenantId = TenantId.Parse("acme");

    public static readonly TenantId OtherTenantId = TenantId.Parse("globex");

    /// <summary>The uid of the tenant of an id as <see cref="Tenant"/> makes it.</summary>
    public static TenantUid UidOf(string id) => id == "acme" ? Uid : new TenantUid(new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(id)).AsSpan(0, 16)));

    /// <summary>A tenant id that no other call returns.</summary>
    public static TenantId NewTenantId() => TenantId.Parse($"tenant-{Interlocked.Increment(ref _last)}");

    /// <summary>A valid spec; the name follows the id, so specs of different ids do not conflict.</summary>
    public static TenantSpec Spec(string id = "acme") => new()
    {
        Id = TenantId.Parse(id),
        Name = $"Tenant {id}",
        OwnerId = Owner,
    };

    public static readonly TenantUid Uid = TenantUid.Parse("0123456789abcdef0123456789abcdef");

    /// <summary>A tenant as a store returns it: Active unless said otherwise, at its first version.</summary>
    public static Tenant Tenant(string id = "acme", IsolationLevel? level = null, TenantStatus status = TenantStatus.Active) => new()
    {
        Id = TenantId.Parse(id),
        Uid = UidOf(id),
        Name = $"Tenant {id}",
        OwnerId = Owner,
        IsolationLevel = level ?? IsolationLevel.Soft,
        Status = status,
        CreatedAt = Time,
        UpdatedAt = Time,
        Version = 1,
        StatusVersion = 1,
    };

    /// <summary>How far the ledger of <see cref="Tenant"/> had come.</summary>
    public static ReconciliationMark Mark(long change) => new(TenantId, Uid, change);

    /// <summary>A context made by hand, as trusted code may.</summary>
    public static TenantContext Context(string tenantId = "acme", string userId = User) => new(TenantId.Parse(tenantId), userId);

    /// <summary>Something of each of the five known resources.</summary>
    public static ResourceAmounts Amounts() => new()
    {
        CpuCores = 0.5m,
        MemoryBytes = 512L << 20,
        StorageBytes = 1L << 30,
        Containers = 1,
        Services = 1,
    };
}
