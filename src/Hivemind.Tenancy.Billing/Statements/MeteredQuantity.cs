namespace Hivemind.Tenancy.Billing;

/// <summary>What was used of one resource or meter.</summary>
/// <param name="Resource">The resource that was held, or the meter that was counted.</param>
/// <param name="IsCounted">Whether it was counted, not held.</param>
/// <param name="Used">Unit-seconds of what was held, the number of what was counted.</param>
public sealed record MeteredQuantity(string Resource, bool IsCounted, Quantity Used);
