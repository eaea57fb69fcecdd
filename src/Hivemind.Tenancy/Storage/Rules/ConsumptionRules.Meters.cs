namespace Hivemind.Tenancy.Storage;

/// <content>What steps do to meters.</content>
public static partial class ConsumptionRules
{
    /// <summary>What is short; null when everything fits.</summary>
    private static BudgetDecision? Refuse(ConsumptionState state, ConsumptionAmounts amounts, DateTimeOffset now)
    {
        EnsureCountable(state, amounts, now);
        List<BudgetShortage>? shortages = null;
        for (int i = 0; i < amounts.Count; i++)
        {
            if (WindowRules.TryCount(state, amounts.MeterAt(i), now) is { } meter && !meter.Has(amounts.AmountAt(i)))
            {
                (shortages ??= []).Add(new BudgetShortage(amounts.AmountAt(i), meter.ToUsage()));
                Judge(state, meter, now);
            }
        }

        return shortages is null ? null : BudgetDecision.Refused(shortages);
    }

    /// <summary>Decides over all of them before any is counted for the first time.</summary>
    /// <exception cref="ArgumentException">A meter would come to more than is counted, or the tenant counts as many as it may.</exception>
    private static void EnsureCountable(ConsumptionState state, ConsumptionAmounts amounts, DateTimeOffset now)
    {
        int uncounted = 0;
        for (int i = 0; i < amounts.Count; i++)
        {
            MeterState? meter = WindowRules.TryCount(state, amounts.MeterAt(i), now);
            uncounted += meter is null ? 1 : 0;
            if (meter is null && state.Meters.Count + uncounted > TenancyLimits.HeldResources)
            {
                throw new ArgumentException(
                    $"Tenant '{state.TenantId}' counts {state.Meters.Count} meters: without a budget '{amounts.MeterAt(i)}' is one too many.", nameof(amounts));
            }

            if ((meter?.Used + meter?.Held ?? 0) > MaxTotal - amounts.AmountAt(i))
            {
                throw new ArgumentException($"'{amounts.MeterAt(i)}' of tenant '{state.TenantId}' would come to more than {MaxTotal}, which is not counted.", nameof(amounts));
            }
        }
    }

    private static void Charge(ConsumptionState state, ConsumptionAmounts amounts, DateTimeOffset now)
    {
        for (int i = 0; i < amounts.Count; i++)
        {
            MeterState meter = WindowRules.Count(state, amounts.MeterAt(i), now);
            meter.Used += amounts.AmountAt(i);
            meter.IsChanged = true;
            Judge(state, meter, now);
        }
    }

    private static void GiveBack(ConsumptionState state, ConsumptionEntry held, DateTimeOffset changed)
    {
        for (int i = 0; held.IsLive && i < held.Asked.Count; i++)
        {
            if (state.Find(held.Asked.MeterAt(i)) is { } meter)
            {
                meter.Held -= held.Asked.AmountAt(i);
                meter.IsChanged = true;
            }
        }

        (held.EndsTicks, held.ChangedTicks) = (ConsumptionEntry.Never, changed.UtcTicks);
    }

    /// <summary>What was given back arms thresholds anew, and reports none.</summary>
    private static void Rearm(ConsumptionState state, ConsumptionAmounts given, DateTimeOffset now)
    {
        for (int i = 0; i < given.Count; i++)
        {
            if (state.Find(given.MeterAt(i)) is { } meter)
            {
                Judge(state, meter, now, mayReport: false);
            }
        }
    }

    private static void Judge(ConsumptionState state, MeterState meter, DateTimeOffset now, bool mayReport = true)
    {
        ResourceState before = new(meter.Used + meter.Held, meter.Held, meter.Threshold, meter.FiredTicks);
        ResourceState after = ThresholdRules.Judge(state.Thresholds, before, meter.Limit, now, mayReport, out bool isReported);
        meter.IsChanged |= after != before;
        (meter.Threshold, meter.FiredTicks) = (after.Threshold, after.FiredTicks);
        if (isReported)
        {
            state.Cross(new BudgetThresholdCrossed
            {
                OccurredAt = now,
                TenantId = state.TenantId,
                TenantUid = state.Uid,
                Meter = meter.Meter,
                Percent = after.Threshold,
                Total = before.Total,
                Limit = meter.Limit,
                WindowEnd = TenancyClock.FromTicks(meter.EndTicks),
            });
        }
    }
}
