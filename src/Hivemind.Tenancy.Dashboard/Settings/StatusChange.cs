using Hivemind.Tenancy.Dashboard.Pages;
using Microsoft.AspNetCore.Http;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>Suspends, resumes and deletes.</summary>
internal sealed class StatusChange(DashboardCall call, DashboardForm form)
{
    public const string ReasonField = "reason";
    public const string NameField = "confirm";
    public const string IdleField = "idle";

    public async Task<IResult> SuspendAsync(Tenant tenant)
    {
        await call.DemandAsync(TenancyPermissions.SuspendTenant, PermissionScope.Global).ConfigureAwait(false);
        return await DoAsync(
            tenant,
            () => call.Tenants.SuspendTenantAsync(tenant, ReasonOf(tenant), call.Aborted),
            () => call.Done($"/{tenant.Id}/settings", "suspended")).ConfigureAwait(false);
    }

    public async Task<IResult> ResumeAsync(Tenant tenant)
    {
        await call.DemandAsync(TenancyPermissions.SuspendTenant, PermissionScope.Global).ConfigureAwait(false);
        return await DoAsync(
            tenant, () => call.Tenants.ResumeTenantAsync(tenant, call.Aborted), () => call.Done($"/{tenant.Id}/settings", "resumed")).ConfigureAwait(false);
    }

    public async Task<IResult> DeleteAsync(Tenant tenant)
    {
        await call.DemandAsync(TenancyPermissions.DeleteTenant, PermissionScope.Global).ConfigureAwait(false);
        if (!string.Equals(form.Typed(NameField), tenant.Name, StringComparison.Ordinal))
        {
            form.Refuse(NameField, call.Texts["This is not the name of the tenant. Type it as it stands above, to show that you mean this one."]);
            return await AnswerAsync(tenant, StatusCodes.Status422UnprocessableEntity).ConfigureAwait(false);
        }

        return await DoAsync(
            tenant,
            async ValueTask<Tenant> () =>
            {
                await call.Tenants.DeleteTenantAsync(tenant, form.Typed(IdleField) == "on", call.Aborted).ConfigureAwait(false);
                return tenant;
            },
            () => call.Done(string.Empty, "deleted")).ConfigureAwait(false);
    }

    public async Task<IResult> FinishAsync(Tenant tenant)
    {
        await call.DemandAsync(TenancyPermissions.DeleteTenant, PermissionScope.Global).ConfigureAwait(false);
        return await DoAsync(
            tenant,
            async ValueTask<Tenant> () =>
            {
                await call.Tenants.FinishDeletionAsync(tenant, ReasonOf(tenant), call.Aborted).ConfigureAwait(false);
                return tenant;
            },
            () => call.Done(string.Empty, "deleted")).ConfigureAwait(false);
    }

    /// <summary>The reason, checked as a tenant keeps it, so that what is wrong with it is said at its field.</summary>
    private string ReasonOf(Tenant tenant)
    {
        string reason = form.Typed(ReasonField);
        return reason.Length == 0 ? throw new FieldException("Say why: others read it, and decide by it.") : (tenant with { StatusReason = reason }).StatusReason!;
    }

    private async Task<IResult> DoAsync(Tenant tenant, Func<ValueTask<Tenant>> act, Func<IResult> done)
    {
        int status;
        try
        {
            await act().ConfigureAwait(false);
            return done();
        }
        catch (FieldException e)
        {
            form.Refuse(ReasonField, call.Texts[e.Text, e.Arguments], "Reason");
            status = StatusCodes.Status422UnprocessableEntity;
        }
        catch (ArgumentException e)
        {
            form.Refuse(ReasonField, DomainText.Of(e));
            status = StatusCodes.Status422UnprocessableEntity;
        }
        catch (TenantProvisioningException e)
        {
            form.Problem = call.Texts["Something that the platform runs for its tenants failed: {0} The tenant stays {1}. Try again once that is mended: it goes on from there.", e.Reason, call.Texts[e.Status.ToString()]];
            status = StatusCodes.Status502BadGateway;
        }
        catch (TenancyException e) when (e is TenantInUseException or TenantProtectedException or InvalidTenantTransitionException or TenantVersionConflictException)
        {
            form.Problem = e.Message;
            status = StatusCodes.Status409Conflict;
        }

        return await AnswerAsync(await PostedTenant.LatestAsync(call, tenant).ConfigureAwait(false), status).ConfigureAwait(false);
    }

    private async Task<IResult> AnswerAsync(Tenant tenant, int status) =>
        View.Of<SettingsPage>(await new SettingsLoader(call).LoadAsync(tenant, form).ConfigureAwait(false), status);
}
