using Hivemind.Tenancy.Dashboard.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>Who has access to a tenant and why; binding and unbinding roles.</summary>
internal static class MembersEndpoints
{
    public const string Bind = "bind";
    public const string Unbind = "unbind";

    private const string Pattern = "/{tenantId}/members";

    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet(Pattern, ShowAsync);
        pages.MapPost(Pattern, ChangeAsync);
    }

    internal static async Task<IResult> ShowAsync(HttpContext http, string tenantId)
    {
        DashboardCall call = new(http);
        Tenant tenant = await call.FindTenantAsync(tenantId).ConfigureAwait(false);
        return View.Of<MembersPage>(await new MembersLoader(call, tenant).LoadAsync(new DashboardForm(Bind).Put(MembersChange.Role, BuiltInRoles.TenantViewer.Id)).ConfigureAwait(false));
    }

    internal static async Task<IResult> ChangeAsync(HttpContext http, string tenantId)
    {
        DashboardCall call = new(http);
        DashboardForm form = DashboardForm.Of(http);
        Tenant tenant = await PostedTenant.FindAsync(call, tenantId, form).ConfigureAwait(false);
        MembersChange change = new(call, tenant, form);
        return form.Card switch
        {
            Bind => await change.BindAsync().ConfigureAwait(false),
            Unbind => await change.UnbindAsync().ConfigureAwait(false),
            _ => throw new DashboardException(StatusCodes.Status400BadRequest, ErrorText.StaleForm),
        };
    }
}
