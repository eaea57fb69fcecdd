namespace Hivemind.Tenancy.AspNetCore;

/// <summary>A tenant, by its uid, and the key of the host.</summary>
internal readonly record struct TenantPartitionKey<TKey>(TenantReference Tenant, TKey Key);
