using Hivemind.Tenancy.Dashboard.Pages;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>Budgets as fields: four for each meter, which together are one setting, kept beside them under a name of its own.</summary>
internal static class BudgetFields
{
    /// <summary>Before the meter in the name of the setting.</summary>
    public const string Prefix = "budget-";

    public const string LimitPrefix = "limit-";
    public const string WindowPrefix = "window-";
    public const string ZonePrefix = "zone-";
    public const string MorePrefix = "more-";

    /// <summary>The field that says for which meter a budget is added.</summary>
    public const string AddedMeter = "new-meter";

    /// <summary>Stands for the meter in the names of the fields of a budget that is added: no meter begins with a hyphen.</summary>
    public const string Added = "-new";

    /// <summary>The meters that have fields in a form that was sent.</summary>
    public static IEnumerable<string> MetersIn(DashboardForm form) => form.NamesAfter(LimitPrefix).Where(m => m != Added);

    /// <summary>The meters that have a budget, and those in a form that was sent, in ordinal order.</summary>
    public static IReadOnlyList<string> MetersOf(Tenant tenant, DashboardForm? form) =>
        [.. tenant.Budgets.Keys.Concat(form is null ? [] : MetersIn(form)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Puts what the four fields say together.</summary>
    public static string Join(DashboardForm form, string meter) => BudgetText.Join(
        form.Typed(LimitPrefix + meter), form.Typed(WindowPrefix + meter), form.Typed(ZonePrefix + meter) is { Length: > 0 } zone ? zone : TimeZoneInfo.Utc.Id, form.Typed(MorePrefix + meter));

    /// <summary>Shows a setting in its four fields, unless somebody typed over it.</summary>
    public static void Show(DashboardForm form, string meter)
    {
        if (!form.IsChanged(Prefix + meter))
        {
            Put(form, meter, BudgetText.Parts(form.Typed(Prefix + meter)) ?? Blank);
        }
    }

    /// <summary>Empties the fields of a budget that is added.</summary>
    public static void Clear(DashboardForm form) => Put(form, Added, Blank);

    private static (string Limit, string Window, string Zone, string More) Blank => (string.Empty, nameof(CalendarUnit.Month), TimeZoneInfo.Utc.Id, BudgetText.Refused);

    private static void Put(DashboardForm form, string meter, (string Limit, string Window, string Zone, string More) parts) => form
        .Put(LimitPrefix + meter, parts.Limit).Put(WindowPrefix + meter, parts.Window).Put(ZonePrefix + meter, parts.Zone).Put(MorePrefix + meter, parts.More);
}
