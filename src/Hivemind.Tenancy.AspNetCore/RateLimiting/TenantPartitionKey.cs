namespace Hivemind.Tenancy.AspNetCore;

/// <summary>A tenant, in this incarnation, and the key of the host.</summary>
internal readonly record struct TenantPartitionKey<TKey>(TenantId TenantId, DateTimeOffset? CreatedAt, TKey Key);
