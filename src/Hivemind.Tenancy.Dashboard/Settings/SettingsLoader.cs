using Hivemind.Tenancy.Dashboard.Pages;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>Loads the page of settings, with a fixed number of reads.</summary>
internal sealed class SettingsLoader(DashboardCall call)
{
    private readonly IReadOnlyList<string>? _declared = call.Tenancy.OtherResources;

    /// <summary>The fields of a form that changes settings.</summary>
    /// <param name="card">Which form.</param>
    /// <param name="tenant">The tenant.</param>
    /// <param name="form">A form that was sent, whose resources count, too; null for none.</param>
    public IReadOnlyList<TenantField> FieldsOf(string card, Tenant tenant, DashboardForm? form = null) => card switch
    {
        SettingsForms.Description => TenantFields.OfDescription,
        SettingsForms.Placement => TenantFields.OfPlacement,
        SettingsForms.Budgets => [.. BudgetFields.MetersOf(tenant, form).Select(TenantFields.Budget)],
        _ => [.. ResourcesOf(tenant, form).Select(TenantFields.Quota)],
    };

    /// <summary>The page after a form was refused, or as it is opened.</summary>
    /// <param name="tenant">The tenant as it is now.</param>
    /// <param name="refused">The form that was refused; null for none.</param>
    /// <param name="changes">What others changed; null for nothing.</param>
    public async Task<SettingsModel> LoadAsync(Tenant tenant, DashboardForm? refused = null, IReadOnlyList<FieldChange>? changes = null)
    {
        TenantUsage usage = await call.Quotas.GetUsageAsync(tenant, call.Aborted).ConfigureAwait(false);
        IReadOnlyList<string> resources = ResourcesOf(tenant, refused);
        bool mayBudget = call.Consumption is not null && await call.MayAsync(TenancyPermissions.UpdateBudgets, PermissionScope.Global).ConfigureAwait(false);
        IReadOnlyList<string> graceResources = GraceFields.ResourcesOf(tenant, usage.Grace, refused);
        return new SettingsModel
        {
            Frame = call.Frame(call.Texts["Settings of {0}", tenant.Name], tenant),
            Tenant = tenant,
            Usage = usage,
            Resources = resources,
            GraceResources = graceResources,
            MayAddResources = _declared is null,
            MayDescribe = await call.MayAsync(TenancyPermissions.UpdateTenant, PermissionScope.Tenant(tenant)).ConfigureAwait(false),
            MayLimit = await call.MayAsync(TenancyPermissions.UpdateQuotas, PermissionScope.Global).ConfigureAwait(false),
            MayBudget = mayBudget,
            Meters = [.. BudgetFields.MetersOf(tenant, refused).Where(m => tenant.Budgets.ContainsKey(m) || refused?.Typed(BudgetFields.Prefix + m).Length > 0)],
            Budgets = mayBudget ? await call.BudgetsAsync(tenant).ConfigureAwait(false) : null,
            MayPlace = await call.MayAsync(TenancyPermissions.UpdateTenant, PermissionScope.Global).ConfigureAwait(false),
            MaySuspend = await call.MayAsync(TenancyPermissions.SuspendTenant, PermissionScope.Global).ConfigureAwait(false),
            MayDelete = await call.MayAsync(TenancyPermissions.DeleteTenant, PermissionScope.Global).ConfigureAwait(false),
            MayCreate = await call.MayAsync(TenancyPermissions.CreateTenant, PermissionScope.Global).ConfigureAwait(false),
            Refused = refused,
            Changes = changes,
            Forms = SettingsForms.All.ToDictionary(
                card => card, card => refused?.Card == card ? refused : FormOf(card, tenant, usage.Grace, graceResources), StringComparer.Ordinal),
        };
    }

    /// <summary>Shows the budgets that nobody typed over in their fields.</summary>
    public static void ShowBudgets(DashboardForm form, Tenant tenant)
    {
        foreach (string meter in BudgetFields.MetersOf(tenant, form))
        {
            BudgetFields.Show(form, meter);
        }
    }

    private IReadOnlyList<string> ResourcesOf(Tenant tenant, DashboardForm? form) => TenantFields.Resources(
        (_declared ?? []).Concat(tenant.ResourceQuotas.Other.Keys).Concat(form?.NamesAfter(TenantFields.QuotaPrefix) ?? []));

    private DashboardForm FormOf(string card, Tenant tenant, QuotaGrace? grace, IReadOnlyList<string> graceResources)
    {
        DashboardForm form = new(card);
        if (SettingsForms.OfRecord.Contains(card))
        {
            form.Load(ChangesByOthers.StatusField, tenant.Status.ToString());
            foreach (TenantField field in FieldsOf(card, tenant))
            {
                form.Load(field.Name, field.Show(tenant));
            }

            if (card == SettingsForms.Placement)
            {
                IsolationFields.Load(form, tenant.IsolationLevel);
            }
            else if (card == SettingsForms.Budgets)
            {
                ShowBudgets(form, tenant);
                BudgetFields.Clear(form);
            }
        }
        else if (card == SettingsForms.Grace)
        {
            GraceFields.Load(form, grace, graceResources);
        }
        else if (card == SettingsForms.Delete)
        {
            form.Put(StatusChange.IdleField, "on");
        }

        return form;
    }
}
