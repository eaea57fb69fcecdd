namespace Hivemind.Tenancy.Benchmarks;

/// <summary>Has this user access to this tenant?</summary>
internal readonly record struct Question(string User, TenantId Tenant);
