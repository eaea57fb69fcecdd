namespace Hivemind.Tenancy.Dashboard.Pages;

/// <summary>Something that somebody should look at.</summary>
/// <param name="IsSerious">Whether it stops the tenant from working now.</param>
/// <param name="Text">What it is, in the reader's language.</param>
public sealed record AttentionItem(bool IsSerious, string Text)
{
    /// <summary>The time that the text ends with; null for none.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>The reason as somebody or something gave it; null for none.</summary>
    public string? Reason { get; init; }

    /// <summary>What can be done; null for nothing.</summary>
    public string? Advice { get; init; }
}
