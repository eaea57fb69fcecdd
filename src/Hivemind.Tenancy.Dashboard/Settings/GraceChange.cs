using Hivemind.Tenancy.Dashboard.Pages;
using Microsoft.AspNetCore.Http;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>Allows more than the quota for a while, or ends that.</summary>
internal sealed class GraceChange(DashboardCall call, DashboardForm form)
{
    public async Task<IResult> GrantAsync(Tenant tenant)
    {
        await call.DemandAsync(TenancyPermissions.UpdateQuotas, PermissionScope.Global).ConfigureAwait(false);
        QuotaGrace? now = (await call.Quotas.GetUsageAsync(tenant, call.Aborted).ConfigureAwait(false)).Grace;
        string[] fields = FieldsOf(tenant, now);
        if (fields.Any(f => form.Was(f) != DashboardForm.Normalized(GraceFields.Show(f, now))))
        {
            return await AskAgainAsync(tenant, now).ConfigureAwait(false);
        }

        bool ends = form.Typed("end") == "on";
        (ResourceAmounts ceiling, DateTimeOffset until) = ends ? (ResourceAmounts.None, call.Time.GetUtcNow()) : Read(fields, now);
        if (form.IsRefused)
        {
            return await RefuseAsync(tenant, StatusCodes.Status422UnprocessableEntity).ConfigureAwait(false);
        }

        try
        {
            // The store compares again, in its own step: of many who send at once one does it.
            await call.Quotas.GrantGraceAsync(tenant, ceiling, until, new ExpectedGrace(now), call.Aborted).ConfigureAwait(false);
            return call.Done($"/{tenant.Id}/settings", ends ? "grace-ended" : "grace");
        }
        catch (GraceConflictException e)
        {
            return await AskAgainAsync(tenant, e.Actual).ConfigureAwait(false);
        }
        catch (ArgumentOutOfRangeException)
        {
            form.Refuse(GraceFields.Until, call.Texts["This time has passed. Choose one that lies ahead, in UTC."]);
            return await RefuseAsync(tenant, StatusCodes.Status422UnprocessableEntity).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ArgumentException or TenantNotActiveException)
        {
            form.Problem = DomainText.Of(e);
            return await RefuseAsync(tenant, e is ArgumentException ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status409Conflict).ConfigureAwait(false);
        }
    }

    private (ResourceAmounts Ceiling, DateTimeOffset Until) Read(IEnumerable<string> fields, QuotaGrace? now)
    {
        TenantChange change = new(form, call.Texts);
        ResourceQuotas typed = ResourceQuotas.Unlimited;
        foreach (string field in fields.Where(f => f != GraceFields.Until && form.Typed(f).Length > 0))
        {
            string resource = field[GraceFields.Prefix.Length..];
            change.Try(field, () => typed = TenantFields.With(typed, resource, TypedAmount.Read(resource, form.Typed(field))), Amount.NameOf(resource));
        }

        DateTimeOffset until = now?.Until ?? default;
        if (form.IsChanged(GraceFields.Until) || now is null)
        {
            change.Try(GraceFields.Until, () => until = TypedTime.Read(form.Typed(GraceFields.Until)));
        }

        ResourceAmounts ceiling = GraceFields.Amounts(typed);
        if (!form.IsRefused && ceiling.Equals(ResourceAmounts.None))
        {
            form.Problem = call.Texts["Say for at least one resource how much there may be."];
        }

        return (ceiling, until);
    }

    private string[] FieldsOf(Tenant tenant, QuotaGrace? grace) =>
        [.. GraceFields.ResourcesOf(tenant, grace, form).Select(r => GraceFields.Prefix + r), GraceFields.Until];

    private async Task<IResult> AskAgainAsync(Tenant tenant, QuotaGrace? now)
    {
        string? by = null;
        if (await call.MayAsync(TenancyPermissions.ReadEvents, PermissionScope.Tenant(tenant)).ConfigureAwait(false))
        {
            EventPage page = await call.Tenants.ReadEventsAsync(
                new EventQuery { Tenant = tenant, Kinds = [nameof(GraceGranted)], NewestFirst = true, Limit = 1 }, call.Aborted).ConfigureAwait(false);
            by = page.Events is [{ } last] ? last.Actor : null;
        }

        List<FieldChange> changes = [];
        foreach (string field in FieldsOf(tenant, now))
        {
            string current = DashboardForm.Normalized(GraceFields.Show(field, now));
            if (form.Was(field) != current)
            {
                changes.Add(new FieldChange(
                    field == GraceFields.Until ? "Until (UTC)" : Amount.NameOf(field[GraceFields.Prefix.Length..]),
                    form.Was(field),
                    current,
                    form.IsChanged(field) && form.Typed(field) != current ? form.Typed(field) : null,
                    by));
            }

            form.Rebase(field, current);
        }

        return View.Of<SettingsPage>(await new SettingsLoader(call).LoadAsync(tenant, form, changes).ConfigureAwait(false), StatusCodes.Status409Conflict);
    }

    private async Task<IResult> RefuseAsync(Tenant tenant, int status) =>
        View.Of<SettingsPage>(await new SettingsLoader(call).LoadAsync(tenant, form).ConfigureAwait(false), status);
}
