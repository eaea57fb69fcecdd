namespace Hivemind.Tenancy;

/// <summary>What was used of a resource.</summary>
/// <param name="Resource">Its name, see <see cref="ResourceNames"/>.</param>
/// <param name="Total">All that was held, times how long.</param>
/// <param name="Reserved">What of that was held by allocations that were not, or not yet, committed. Growth that was reserved of a committed one is not among it.</param>
/// <param name="Peak">The most that was held at any moment, in the resource's unit.</param>
public sealed record MeteredResource(string Resource, UnitSeconds Total, UnitSeconds Reserved, decimal Peak);
