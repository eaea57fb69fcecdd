namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>A number that is given once and never again, be what it was given to gone.</summary>
internal sealed class CounterRow
{
    /// <summary>The last sequence number of the event log. Its row is the log's lock.</summary>
    public const string Events = "events";

    public required string Name { get; init; }

    public required long Value { get; init; }
}
