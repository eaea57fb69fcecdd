namespace Hivemind.Tenancy.Storage;

/// <summary>
/// In which window a meter is counted. A window is that of the store's time when its meter is first counted in it, and is left for the next when that time
/// has come to its end; never for one before, so that a clock that is set back opens none anew. Where a budget's window was changed, the open one is closed,
/// and what was used in windows whose middle lies in the new one counts there, if they are no longer than it: from longer to shorter counting begins anew.
/// </summary>
internal static class WindowRules
{
    /// <summary>The meter in its window of now.</summary>
    public static MeterState Count(ConsumptionState state, string meter, DateTimeOffset now) =>
        TryCount(state, meter, now) ?? Begin(state, meter, now);

    /// <summary>The meter in its window of now; null for one that has no budget and was never counted.</summary>
    public static MeterState? TryCount(ConsumptionState state, string meter, DateTimeOffset now)
    {
        if (state.Find(meter) is not { } counted)
        {
            return state.Budgets.ContainsKey(meter) ? Begin(state, meter, now) : null;
        }

        Roll(state, counted, now);
        return counted;
    }

    public static void Roll(ConsumptionState state, MeterState meter, DateTimeOffset now)
    {
        (CalendarUnit unit, string zoneId, TimeZoneInfo zone) = WindowOf(meter.Budget);
        if (meter.Number == 0)
        {
            Open(meter, unit, zoneId, zone, now);
        }
        else if (meter.Unit != unit || meter.TimeZoneId != zoneId)
        {
            WindowChange change = new(meter.Meter, CalendarPeriods.Start(unit, now, zone).UtcTicks, unit);
            long carried = state.SumClosed?.Invoke(change) ?? 0;
            carried += meter.Unit <= unit && change.LiesWithin(meter.StartTicks, meter.EndTicks) ? meter.Used - meter.Carried : 0;
            Close(state, meter, Math.Clamp(now.UtcTicks, meter.StartTicks, meter.EndTicks));
            Open(meter, unit, zoneId, zone, now);
            meter.Used = meter.Carried = Math.Max(0, carried);
        }
        else if (now.UtcTicks >= meter.EndTicks)
        {
            Close(state, meter, meter.EndTicks);
            Open(meter, unit, zoneId, zone, now);
        }
    }

    /// <summary>Tells what was used in the window, if anything.</summary>
    public static void Close(ConsumptionState state, MeterState meter, long endTicks)
    {
        if (meter.Used != meter.Carried)
        {
            state.OnClosed?.Invoke(ToWindow(state, meter, endTicks, isOpen: false));
        }
    }

    public static ConsumptionWindow ToWindow(ConsumptionState state, MeterState meter, long endTicks, bool isOpen) => new(
        state.TenantId,
        state.Uid,
        meter.Meter,
        meter.Number,
        meter.Unit,
        meter.TimeZoneId,
        TenancyClock.FromTicks(meter.StartTicks),
        TenancyClock.FromTicks(endTicks),
        meter.Used - meter.Carried,
        isOpen);

    public static (CalendarUnit Unit, string ZoneId, TimeZoneInfo Zone) WindowOf(ConsumptionBudget? budget) => budget is null
        ? (ConsumptionBudget.WindowOfUnlimited, ConsumptionBudget.Utc, TimeZoneInfo.Utc)
        : (budget.Window, budget.TimeZoneId, budget.Zone);

    private static void Open(MeterState meter, CalendarUnit unit, string zoneId, TimeZoneInfo zone, DateTimeOffset now)
    {
        meter.Number++;
        (meter.Unit, meter.TimeZoneId) = (unit, zoneId);
        meter.StartTicks = CalendarPeriods.Start(unit, now, zone).UtcTicks;
        meter.EndTicks = CalendarPeriods.Next(unit, now, zone).UtcTicks;
        (meter.Used, meter.Carried, meter.Threshold) = (0, 0, 0);
        meter.IsChanged = true;
    }

    private static MeterState Begin(ConsumptionState state, string meter, DateTimeOffset now)
    {
        MeterState made = new(meter);
        state.Add(made);
        Roll(state, made, now);
        return made;
    }
}
