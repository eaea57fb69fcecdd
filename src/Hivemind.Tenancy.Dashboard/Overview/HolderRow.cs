namespace Hivemind.Tenancy.Dashboard.Pages;

/// <summary>What one namespace or source holds.</summary>
/// <param name="Name">Its name; null for what has none.</param>
/// <param name="Count">How many allocations.</param>
/// <param name="Held">How much of each resource, those of which it holds nothing left out.</param>
public sealed record HolderRow(string? Name, int Count, IReadOnlyDictionary<string, decimal> Held);
