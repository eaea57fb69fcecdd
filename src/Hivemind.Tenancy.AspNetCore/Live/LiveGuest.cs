namespace Hivemind.Tenancy.AspNetCore;

/// <summary>The live connections of one pass. The registry's lock guards all that changes.</summary>
internal sealed class LiveGuest(LivePass pass)
{
    public LivePass Pass => pass;

    public HashSet<LiveConnection> Connections { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>Since when it has been open whether they may go on; null when that was answered since anybody asked.</summary>
    public long? DueSince { get; set; }

    /// <summary>How often it was asked.</summary>
    public int Marks { get; set; }

    /// <summary>How often it had been asked when the look began that last let them go on.</summary>
    public int Answered { get; set; }

    /// <summary>When that look began.</summary>
    public long PassedAt { get; set; }

    /// <summary>How long its answer holds from then on; null for no end.</summary>
    public TimeSpan? Lasts { get; set; }

    public bool IsQueued { get; set; }

    /// <summary>Whether the answer holds no longer, though no event said so.</summary>
    public bool HasLapsed(TimeProvider time) => DueSince is null && Lasts is { } lasts && time.GetElapsedTime(PassedAt) >= lasts;
}
