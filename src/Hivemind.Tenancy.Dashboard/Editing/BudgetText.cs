using System.Globalization;
using Hivemind.Tenancy.Dashboard.Pages;
using Microsoft.Extensions.Localization;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>A budget as text: how much, in which window, of which time zone, and what becomes of more, a line each; empty for none.</summary>
internal static class BudgetText
{
    /// <summary>What the choice says where what is over the budget is refused.</summary>
    public const string Refused = "refused";

    /// <summary>What it says where the budget is post-paid.</summary>
    public const string Counted = "counted";

    public static string Write(ConsumptionBudget? budget) => budget is null ? string.Empty : Join(
        budget.Limit.ToString(CultureInfo.InvariantCulture), budget.Window.ToString(), budget.TimeZoneId, budget.IsPostPaid ? Counted : Refused);

    /// <summary>What is typed of a budget; without a limit there is none.</summary>
    public static string Join(string limit, string window, string zone, string more) => limit.Length == 0 ? string.Empty : $"{limit}\n{window}\n{zone}\n{more}";

    /// <summary>The lines of a text; null for no budget.</summary>
    public static (string Limit, string Window, string Zone, string More)? Parts(string text) =>
        text.Split('\n') is [var limit, var window, var zone, var more] ? (limit, window, zone, more) : null;

    /// <summary>The budget that a text says; what it does not say is as it was.</summary>
    /// <exception cref="FieldException">A part makes no sense.</exception>
    /// <exception cref="ArgumentException">The limit or the time zone is refused.</exception>
    public static ConsumptionBudget? Read(string text, ConsumptionBudget? former) => Parts(text) is not { } parts ? null
        : (former ?? new ConsumptionBudget(0, CalendarUnit.Month)) with
        {
            Limit = Limit(parts.Limit),
            Window = Window(parts.Window),
            TimeZoneId = parts.Zone,
            IsPostPaid = IsPostPaid(parts.More),
        };

    /// <exception cref="FieldException">It is no whole number.</exception>
    /// <exception cref="ArgumentException">It is more than a budget may be.</exception>
    public static long Limit(string text) =>
        text.Length == 0 ? throw new FieldException("Say how much may be used up at most.")
        : !decimal.TryParse(TypedAmount.PlainDigits(text), NumberStyles.None, CultureInfo.InvariantCulture, out decimal limit) ? throw new FieldException("'{0}' is no whole number: write it with digits alone.", Typed.Shortened(text, 40))
        : new ConsumptionBudget((long)Math.Min(limit, long.MaxValue), CalendarUnit.Month).Limit;

    /// <exception cref="FieldException">It is no window.</exception>
    public static CalendarUnit Window(string text) => Enum.TryParse(text, out CalendarUnit window) && Enum.IsDefined(window) ? window : throw new FieldException("Choose one of the windows.");

    /// <exception cref="ArgumentException">This host knows no such time zone.</exception>
    public static string Zone(string text) => new ConsumptionBudget(0, CalendarUnit.Month) { TimeZoneId = text }.TimeZoneId;

    /// <exception cref="FieldException">It is neither.</exception>
    public static bool IsPostPaid(string text) => text switch
    {
        Counted => true,
        Refused => false,
        _ => throw new FieldException("Choose what becomes of more than that."),
    };

    /// <summary>What a text means.</summary>
    public static string Words(string text, IStringLocalizer texts) => Parts(text) is not { } parts ? texts["no budget"] : texts[
        parts.More == Counted ? "{0} in each {1} ({2}), more is only counted" : "{0} in each {1} ({2}), more is refused",
        long.TryParse(parts.Limit, NumberStyles.None, CultureInfo.InvariantCulture, out long limit) ? Amount.Number(limit) : parts.Limit,
        texts[parts.Window.ToLowerInvariant()],
        parts.Zone];
}
