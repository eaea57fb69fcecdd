namespace Hivemind.Tenancy.Workloads;

/// <summary>How apps are looked after. A value out of its range is refused where it is set.</summary>
public sealed class WorkloadOptions
{
    private static readonly TimeSpan MinInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxInterval = TimeSpan.FromHours(1);

    /// <summary>How often everything is reconciled, beside what the engine's watch says at once: 1 s to 1 h. 30 s unless set.</summary>
    public TimeSpan ReconcileInterval { get; set => field = AppRules.Range(value, MinInterval, MaxInterval, nameof(ReconcileInterval)); } = TimeSpan.FromSeconds(30);

    /// <summary>What becomes of an app that nobody holds anything for. <see cref="StrayPolicy.Adopt"/> unless set.</summary>
    public StrayPolicy Strays { get; set => field = AppRules.Defined(value, nameof(Strays)); } = StrayPolicy.Adopt;

    /// <summary>
    /// Whether apps of tenants that this store has never known are removed from the engine. False unless set: the store may be empty, or another
    /// platform's, and then they are somebody's. They are logged and in <see cref="IAppReconciler.Unknown"/>.
    /// </summary>
    public bool RemovesUnknown { get; set; }
}
