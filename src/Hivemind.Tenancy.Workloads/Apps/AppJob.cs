namespace Hivemind.Tenancy.Workloads;

/// <summary>That an app is a job: it runs to its end, once, and then holds nothing.</summary>
public sealed record AppJob
{
    private static readonly TimeSpan MinDeadline = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxDeadline = TimeSpan.FromDays(30);

    /// <summary>How long it may run, retries included: 1 s to 30 d. An hour unless set.</summary>
    public TimeSpan Deadline { get; init => field = AppRules.Range(value, MinDeadline, MaxDeadline, nameof(Deadline)); } = TimeSpan.FromHours(1);

    /// <summary>How often it is started again when it fails: 0 to 100. 0 unless set.</summary>
    public int Retries { get; init => field = AppRules.Range(value, 0, 100, nameof(Retries)); }
}
