namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>
/// Where the numbers of usage records stand: one row. Records are written without a number, so that no tenant's steps wait for another's;
/// who reads gives those that have none the next ones, under the lock of this row.
/// </summary>
internal sealed class UsageLogRow
{
    /// <summary>The row's id.</summary>
    public const int Only = 1;

    public required int Id { get; init; }

    /// <summary>The largest number given. It never falls, whatever is trimmed.</summary>
    public required long Newest { get; set; }

    /// <summary>The largest number trimmed: all up to it are gone.</summary>
    public required long Trimmed { get; set; }
}
