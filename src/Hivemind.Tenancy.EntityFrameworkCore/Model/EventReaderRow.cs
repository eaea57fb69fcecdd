namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>How far a reader of the log has come.</summary>
internal sealed class EventReaderRow
{
    public required string Name { get; init; }

    public required long Sequence { get; set; }
}
