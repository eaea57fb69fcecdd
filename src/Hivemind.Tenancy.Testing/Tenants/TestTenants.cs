namespace Hivemind.Tenancy.Testing;

/// <summary>Valid tenants, specs and contexts in one word each.</summary>
public static class TestTenants
{
    /// <summary>The id of a tenant when a test does not care: <c>acme</c>.</summary>
    public const string Id = "acme";

    /// <summary>The owner of every tenant made here: <c>alice</c>.</summary>
    public const string Owner = "alice";

    /// <summary>A spec of a tenant called after its id, owned by <see cref="Owner"/>, without limits. Change it with <c>with</c>.</summary>
    /// <param name="id">The id, an RFC 1123 label.</param>
    public static TenantSpec Spec(string id = Id) => new() { Id = TenantId.Parse(id), Name = id, OwnerId = Owner };

    /// <summary>An Active tenant as a store would return it, at version 1, for code that takes a <see cref="Tenancy.Tenant"/>. Change it with <c>with</c>.</summary>
    /// <param name="id">The id, an RFC 1123 label.</param>
    public static Tenant Tenant(string id = Id)
    {
        DateTimeOffset createdAt = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        return new Tenant
        {
            Id = TenantId.Parse(id),
            Uid = TenantUid.NewUid(),
            Name = id,
            OwnerId = Owner,
            Status = TenantStatus.Active,
            CreatedAt = createdAt,
            UpdatedAt = createdAt,
            Version = 1,
            StatusVersion = 1,
        };
    }

    /// <summary>Enters the context of a tenant and a user, unverified, as code under test would find it. Dispose what is returned to leave.</summary>
    /// <param name="id">The tenant.</param>
    /// <param name="userId">The user.</param>
    public static TenantScope Enter(string id = Id, string userId = Owner) => new TenantContext(TenantId.Parse(id), userId).Enter();

    /// <summary>Enters a context for work across tenants. Dispose what is returned to leave.</summary>
    /// <param name="actor">Who acts.</param>
    /// <param name="reason">Why.</param>
    public static TenantScope EnterSystem(string actor = "test", string reason = "test") => TenantContext.System(actor, reason).Enter();
}
