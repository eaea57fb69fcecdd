namespace Hivemind.Tenancy;

/// <summary>What was used of a resource.</summary>
/// <param name="Resource">Its name, see <see cref="ResourceNames"/>.</param>
/// <param name="Total">All that was held, times how long.</param>
/// <param name="Reserved">What of that was held for a lease and not, or not yet, committed.</param>
/// <param name="Peak">The most that was held at any moment, in the resource's unit.</param>
public sealed record MeteredResource(string Resource, UnitSeconds Total, UnitSeconds Reserved, decimal Peak);
