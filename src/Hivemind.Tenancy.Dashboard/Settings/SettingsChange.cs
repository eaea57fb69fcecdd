using Hivemind.Tenancy.Dashboard.Pages;
using Microsoft.AspNetCore.Http;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>Saves a form of settings, if the tenant is still as it was shown.</summary>
internal sealed class SettingsChange(DashboardCall call, DashboardForm form)
{
    private readonly SettingsLoader _loader = new(call);

    public async Task<IResult> SaveAsync(Tenant tenant)
    {
        IReadOnlyList<TenantField> fields = _loader.FieldsOf(form.Card, tenant);
        TenantChange change = new(form, call.Texts);
        if (form.Card == SettingsForms.Quotas)
        {
            change.TakeQuotas(tenant);
        }
        else if (form.Card == SettingsForms.Budgets)
        {
            change.TakeBudgets(tenant);
        }
        else
        {
            if (form.Card == SettingsForms.Placement)
            {
                change.Try(TenantFields.Level.Name, () => IsolationFields.Join(form), TenantFields.Level.Label);
            }

            foreach (TenantField field in fields)
            {
                change.Take(field, tenant);
            }
        }

        long seen = PostedTenant.VersionOf(form);
        if (seen != tenant.Version)
        {
            return await AskAgainAsync(tenant).ConfigureAwait(false);
        }

        if (form.IsRefused)
        {
            return await RefuseAsync(tenant, StatusCodes.Status422UnprocessableEntity).ConfigureAwait(false);
        }

        try
        {
            // The write compares the version again, in its own step: of many who save at once one does.
            await call.Tenants.UpdateTenantAsync(tenant, change.Apply, expected: tenant with { Version = seen }, call.Aborted).ConfigureAwait(false);
            return call.Done($"/{tenant.Id}/settings", "saved");
        }
        catch (TenantVersionConflictException)
        {
            return await AskAgainAsync(await PostedTenant.LatestAsync(call, tenant).ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch (TenantConflictException e)
        {
            form.Refuse(e.Kind == TenantConflictKind.Name ? TenantFields.Name.Name : TenantFields.Namespaces.Name, e.Message);
            return await RefuseAsync(tenant, StatusCodes.Status409Conflict).ConfigureAwait(false);
        }
        catch (TenantInUseException e)
        {
            form.Refuse(TenantFields.Namespaces.Name, e.Message);
            return await RefuseAsync(tenant, StatusCodes.Status409Conflict).ConfigureAwait(false);
        }
        catch (TenantAccessDeniedException e) when (form.IsChanged(TenantFields.Owner.Name))
        {
            // The new owner would have rights that this user has not.
            form.Refuse(TenantFields.Owner.Name, e.Message);
            return await RefuseAsync(tenant, StatusCodes.Status403Forbidden).ConfigureAwait(false);
        }
        catch (TenantNotActiveException e)
        {
            form.Problem = e.Message;
            return await RefuseAsync(tenant, StatusCodes.Status409Conflict).ConfigureAwait(false);
        }
        catch (ArgumentException e)
        {
            // What the host knows and the tenant alone does not say: which resources there are.
            string text = DomainText.Of(e);
            if (form.Names.FirstOrDefault(n => n.StartsWith(TenantFields.AddedNamePrefix, StringComparison.Ordinal) && form.Typed(n).Length > 0 && text.Contains($"'{form.Typed(n)}'", StringComparison.Ordinal)) is { } field)
            {
                form.Refuse(field, text);
            }
            else
            {
                form.Problem = text;
            }

            return await RefuseAsync(tenant, StatusCodes.Status422UnprocessableEntity).ConfigureAwait(false);
        }
    }

    private async Task<IResult> RefuseAsync(Tenant tenant, int status) =>
        View.Of<SettingsPage>(await _loader.LoadAsync(tenant, form).ConfigureAwait(false), status);

    /// <summary>Somebody else was faster: what they changed is shown beside what was typed, and saving again is a decision.</summary>
    private async Task<IResult> AskAgainAsync(Tenant latest)
    {
        IReadOnlyList<TenantField> own = _loader.FieldsOf(form.Card, latest, form);
        IEnumerable<TenantField> others = SettingsForms.OfRecord.Where(c => c != form.Card).SelectMany(c => _loader.FieldsOf(c, latest));
        IReadOnlyList<FieldChange> changes = await new ChangesByOthers(call, form).FindAsync(latest, own, others).ConfigureAwait(false);
        if (form.Card == SettingsForms.Budgets)
        {
            SettingsLoader.ShowBudgets(form, latest);
        }
        else if (form.Card == SettingsForms.Placement && !form.IsChanged(TenantFields.Level.Name))
        {
            IsolationFields.Load(form, latest.IsolationLevel);
        }

        return View.Of<SettingsPage>(await _loader.LoadAsync(latest, form, changes).ConfigureAwait(false), StatusCodes.Status409Conflict);
    }
}
