namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>One client of the bare driver: the same statements as the library's, without the library.</summary>
internal interface IBareStore : IDisposable
{
    /// <summary>Reserves, commits and releases.</summary>
    Task CycleAsync(string tenant, string id, CancellationToken cancellationToken);
}
