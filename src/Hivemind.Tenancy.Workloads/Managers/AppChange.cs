namespace Hivemind.Tenancy.Workloads;

/// <summary>One change of an app: from what was seen to what is wanted.</summary>
/// <param name="Before">What was seen on the engine; null where there was none.</param>
/// <param name="After">What is wanted.</param>
internal sealed record AppChange(EngineApp? Before, DesiredApp After)
{
    /// <summary>What has to be held before it is applied; null when nothing has.</summary>
    public ResourceAmounts? Target { get; init; }

    /// <summary>Whether what is held grows to the target, rather than being held from nothing.</summary>
    public bool IsGrowth { get; init; }

    /// <summary>Whether every replica has to be ready before it counts.</summary>
    public bool WaitsUntilReady { get; init; }

    /// <summary>Whether it takes over somebody else's change, which wants the same and is not finished.</summary>
    public bool IsTakenOver { get; init; }

    public AppKey Key => After.Key;

    public long ExpectedGeneration => After.Generation - 1;

    /// <summary>A new app.</summary>
    public static AppChange New(DesiredApp wanted) => new(null, wanted with { ChangeId = Guid.NewGuid() }) { Target = wanted.Spec.Amounts };

    /// <summary>A change that is held for first, and under way until it is finished.</summary>
    public static AppChange Begin(EngineApp before, DesiredApp wanted)
    {
        // A job that has ended is not run again by going back to it.
        DesiredApp after = Next(before, wanted) with { ChangeId = Guid.NewGuid(), Former = Finished(before.Desired) with { IsStopped = !before.IsHeld } };
        return new AppChange(before, after) { Target = TargetOf(after), IsGrowth = before.IsHeld };
    }

    /// <summary>A change that needs nothing held: it is finished as soon as it is applied, and nobody undoes it.</summary>
    public static AppChange AtOnce(EngineApp before, DesiredApp wanted) => new(before, Finished(Next(before, wanted)));

    /// <summary>Somebody else's change that is not finished, made in the caller's name: so that it is no longer the other's to undo.</summary>
    /// <param name="before">What was seen.</param>
    /// <param name="isCommitted">Whether its tenant has committed something under its id.</param>
    public static AppChange TakeOver(EngineApp before, bool isCommitted)
    {
        DesiredApp after = Next(before, before.Desired) with { ChangeId = Guid.NewGuid() };
        return new AppChange(before, after)
        {
            Target = TargetOf(after),
            IsGrowth = isCommitted,
            WaitsUntilReady = after.Spec.Job is null && IsRolling(after),
            IsTakenOver = true,
        };
    }

    /// <summary>The same, with nothing under way any more.</summary>
    public static DesiredApp Finished(DesiredApp app) => app with { ChangeId = null, Former = null };

    /// <summary>Whether what the engine has still bears this change: so it is undone only where nobody has come after it.</summary>
    public bool Made(DesiredApp found) => After.ChangeId is not null && found.ChangeId == After.ChangeId;

    private static DesiredApp Next(EngineApp before, DesiredApp wanted) => wanted with { Generation = before.Desired.Generation + 1 };

    private static bool IsRolling(DesiredApp after) => after.Former is { IsStopped: false } former && former.Replaces(after);

    /// <summary>The larger of both and, where replicas are replaced, one of whichever is larger: the last of the former may run beside the first of the next.</summary>
    private static ResourceAmounts TargetOf(DesiredApp after)
    {
        AppSpec spec = after.Spec;
        if (after.Former is not { IsStopped: false, Spec: { } former })
        {
            return spec.Amounts;
        }

        ResourceAmounts target = former.Amounts.Larger(spec.Amounts);
        return IsRolling(after) ? target.Plus(former.OneReplica.Larger(spec.OneReplica)) : target;
    }
}
