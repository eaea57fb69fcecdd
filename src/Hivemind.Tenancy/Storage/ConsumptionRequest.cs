namespace Hivemind.Tenancy.Storage;

/// <summary>What <see cref="IConsumptionStore"/> shall count. Validated by the manager.</summary>
/// <param name="Tenant">Of which tenant; with a uid, another of that id is not found.</param>
/// <param name="Amounts">How much.</param>
/// <param name="Id">Under which it is done once; null for none.</param>
public readonly record struct ConsumptionRequest(TenantReference Tenant, ConsumptionAmounts Amounts, string? Id);
