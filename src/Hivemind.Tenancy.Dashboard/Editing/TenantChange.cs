using Hivemind.Tenancy.Dashboard.Pages;
using Microsoft.Extensions.Localization;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>What a form changes of a tenant: the fields that somebody typed over, and these alone.</summary>
internal sealed class TenantChange(DashboardForm form, IStringLocalizer<DashboardTexts> texts)
{
    /// <summary>How many resources can be added in one form.</summary>
    public const int AddedResources = 3;

    private readonly List<(TenantField Field, string Text)> _changes = [];

    /// <summary>Takes a field, if it was typed over; what it says is tried on a tenant, and what is wrong is said at the field.</summary>
    /// <param name="field">The field.</param>
    /// <param name="tenant">The tenant.</param>
    /// <param name="required">Whether it counts also where nothing was typed.</param>
    public void Take(TenantField field, Tenant tenant, bool required = false)
    {
        if (required || form.IsChanged(field.Name))
        {
            Take(field, form.Typed(field.Name), tenant, field.Name);
        }
    }

    /// <summary>Takes quotas, those of resources that were added too.</summary>
    public void TakeQuotas(Tenant tenant)
    {
        foreach (string resource in TenantFields.Resources(form.NamesAfter(TenantFields.QuotaPrefix)))
        {
            Take(TenantFields.Quota(resource), tenant);
        }

        for (int i = 0; i < AddedResources; i++)
        {
            (string nameField, string amountField) = ($"{TenantFields.AddedNamePrefix}{i}", $"{TenantFields.AddedAmountPrefix}{i}");
            (string resource, string amount) = (form.Typed(nameField), form.Typed(amountField));
            if (resource.Length + amount.Length > 0
                && Try(nameField, () => Named(resource), "Other resources")
                && Try(amountField, () => amount.Length > 0 ? amount : throw new FieldException("Say how much of it there may be at most."), "Other resources"))
            {
                Take(TenantFields.Quota(resource), amount, tenant, amountField);
            }
        }
    }

    /// <summary>Takes budgets, one that was added too.</summary>
    public void TakeBudgets(Tenant tenant)
    {
        foreach (string meter in BudgetFields.MetersIn(form).ToArray())
        {
            TenantField field = TenantFields.Budget(meter);
            string text = BudgetFields.Join(form, meter);
            form.Put(field.Name, text);
            if (form.IsChanged(field.Name) && (text.Length == 0 || MakesSense(meter, field.Title(texts))))
            {
                Take(field, text, tenant, BudgetFields.LimitPrefix + meter);
            }
        }

        string added = form.Typed(BudgetFields.AddedMeter);
        if (added.Length + form.Typed(BudgetFields.LimitPrefix + BudgetFields.Added).Length > 0
            && Try(BudgetFields.AddedMeter, () => NewMeter(added, tenant), "Add a budget") & MakesSense(BudgetFields.Added, "Add a budget"))
        {
            Take(TenantFields.Budget(added), BudgetFields.Join(form, BudgetFields.Added), tenant, BudgetFields.AddedMeter);
        }
    }

    private static string NewMeter(string meter, Tenant tenant) =>
        meter.Length == 0 ? throw new FieldException("Say which meter the budget is of.")
        : tenant.Budgets.ContainsKey(meter) ? throw new FieldException("'{0}' has a budget: change that one.", meter)
        : meter;

    /// <summary>Whether all that is typed of a budget makes sense; what does not is said where it stands.</summary>
    private bool MakesSense(string meter, string label) =>
        Try(BudgetFields.LimitPrefix + meter, () => BudgetText.Limit(form.Typed(BudgetFields.LimitPrefix + meter)), label)
        & Try(BudgetFields.WindowPrefix + meter, () => BudgetText.Window(form.Typed(BudgetFields.WindowPrefix + meter)), label)
        & Try(BudgetFields.ZonePrefix + meter, () => BudgetText.Zone(form.Typed(BudgetFields.ZonePrefix + meter) is { Length: > 0 } zone ? zone : TimeZoneInfo.Utc.Id), label)
        & Try(BudgetFields.MorePrefix + meter, () => BudgetText.IsPostPaid(form.Typed(BudgetFields.MorePrefix + meter)), label);

    /// <summary>That something is the name of a resource that has no field of its own.</summary>
    private static ResourceQuotas Named(string resource) =>
        resource.Length == 0 ? throw new FieldException("Say which resource is limited.")
        : TenantFields.IsKnown(resource) ? throw new FieldException("'{0}' has a field of its own.", resource)
        : TenantFields.With(ResourceQuotas.Unlimited, resource, 0);

    /// <summary>The tenant with all that was typed.</summary>
    /// <exception cref="ArgumentException">All of it together is more than a tenant may say.</exception>
    public Tenant Apply(Tenant tenant) => _changes.Aggregate(tenant, (t, change) => change.Field.Set(t, change.Text));

    /// <summary>Runs something that a field says; what is wrong is said at the field.</summary>
    public bool Try(string field, Func<object> act, string? label = null)
    {
        try
        {
            act();
            return true;
        }
        catch (FieldException e)
        {
            form.Refuse(field, texts[e.Text, e.Arguments], label);
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            form.Refuse(field, DomainText.Of(e), label);
        }

        return false;
    }

    private void Take(TenantField field, string text, Tenant tenant, string at)
    {
        if (Try(at, () => field.Set(tenant, text), field.Title(texts)))
        {
            _changes.Add((field, text));
        }
    }
}
