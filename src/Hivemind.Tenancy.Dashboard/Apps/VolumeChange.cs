using Hivemind.Tenancy.Dashboard.Pages;
using Hivemind.Tenancy.Workloads;
using Microsoft.AspNetCore.Http;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>Makes or removes a volume from a form. Doing the same again does nothing more.</summary>
internal sealed class VolumeChange(DashboardCall call, IAppManager apps, Tenant tenant, DashboardForm form)
{
    /// <summary>Makes one; what is wrong is said in the form.</summary>
    /// <returns>The status of the answer where it was refused.</returns>
    public async Task<int> CreateAsync()
    {
        string namespaceName = form.Typed(VolumeFields.Namespace);
        await DemandAsync(AppPermissions.CreateVolume, namespaceName).ConfigureAwait(false);
        TenantChange change = new(form, call.Texts);
        long size = 0;
        change.Try(VolumeFields.Namespace, () => AppReader.Namespace(tenant, namespaceName));
        change.Try(VolumeFields.Name, () => VolumeMount.Existing(form.Typed(VolumeFields.Name), "/blank"));
        change.Try(VolumeFields.Size, () => VolumeMount.Own("blank", "/blank", size = form.Typed(VolumeFields.Size).Length > 0
            ? (long)TypedAmount.Read(ResourceNames.Storage, form.Typed(VolumeFields.Size))
            : throw new FieldException("Say how large it is, for instance {0}.", "10 GiB")));
        return form.IsRefused ? StatusCodes.Status422UnprocessableEntity : await TryAsync(
            VolumeFields.Name, async () => _ = await apps.CreateVolumeAsync(tenant, namespaceName, form.Typed(VolumeFields.Name), size, call.Aborted).ConfigureAwait(false)).ConfigureAwait(false);
    }

    /// <summary>Removes one whose name is typed; what is wrong is said in the form.</summary>
    /// <returns>The status of the answer where it was refused.</returns>
    public async Task<int> RemoveAsync()
    {
        if (form.Typed(VolumeFields.Volume).Split('/') is not [var namespaceName, var name, var made] || !Guid.TryParseExact(made, "N", out Guid instance))
        {
            form.Refuse(VolumeFields.Volume, call.Texts["Choose one of the volumes."]);
            return StatusCodes.Status422UnprocessableEntity;
        }

        await DemandAsync(AppPermissions.DeleteVolume, namespaceName).ConfigureAwait(false);
        if (form.Typed(VolumeFields.Confirmation) != name)
        {
            form.Refuse(VolumeFields.Confirmation, call.Texts["This is not its name. It is {0}.", Typed.Isolated(name)]);
            return StatusCodes.Status422UnprocessableEntity;
        }

        return await TryAsync(
            VolumeFields.Volume, async () => _ = await apps.RemoveVolumeAsync(tenant, namespaceName, name, instance, call.Aborted).ConfigureAwait(false)).ConfigureAwait(false);
    }

    private async Task<int> TryAsync(string field, Func<Task> act)
    {
        try
        {
            await act().ConfigureAwait(false);
            return StatusCodes.Status200OK;
        }
        catch (VolumeConflictException e)
        {
            form.Refuse(field, LogText.Isolated(e.Message, AppRefusal.ReasonLength));
            return StatusCodes.Status409Conflict;
        }
        catch (Exception e) when (AppRefusal.Says(e))
        {
            return new AppRefusal(call.Texts, form).Say(e, resource => resource == ResourceNames.Storage ? VolumeFields.Size : null);
        }
    }

    private async ValueTask DemandAsync(Permission permission, string namespaceName) =>
        AppRights.Demand(await call.MayAsync(permission, AppRights.ScopeOf(tenant, namespaceName)).ConfigureAwait(false));
}
