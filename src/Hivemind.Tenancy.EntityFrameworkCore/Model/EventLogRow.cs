namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>Where the log stands: one row. Its lock is the log's, had from taking the next number until the transaction ends.</summary>
internal sealed class EventLogRow
{
    /// <summary>The row's id.</summary>
    public const int Only = 1;

    public required int Id { get; init; }

    /// <summary>The largest number given. It never falls, whatever is trimmed.</summary>
    public required long Newest { get; set; }

    /// <summary>The largest number trimmed: all up to it are gone.</summary>
    public required long Trimmed { get; set; }
}
