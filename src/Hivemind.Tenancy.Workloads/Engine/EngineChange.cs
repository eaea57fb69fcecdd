namespace Hivemind.Tenancy.Workloads;

/// <summary>That something may have changed at an engine.</summary>
/// <param name="Cursor">Where to go on from, with <see cref="IWorkloadEngine.WatchAsync"/>.</param>
/// <param name="Source">The source that has changed; null for all: list them again.</param>
/// <param name="Tenant">Whose things have changed there; null for everybody's.</param>
public sealed record EngineChange(string Cursor, string? Source = null, TenantReference? Tenant = null);
