using Hivemind.Tenancy.Dashboard.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>A new tenant.</summary>
internal static class CreationEndpoints
{
    /// <summary>No tenant's id begins with a hyphen.</summary>
    private const string Pattern = "/-/new";

    private static readonly string[] Prefilled = [CreationFields.Id, TenantFields.Name.Name];

    // As delegates, so that what they answer is drawn: a method of the request alone would count as a plain request delegate, whose result is dropped.
    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet(Pattern, (Delegate)ShowAsync);
        pages.MapPost(Pattern, (Delegate)CreateAsync);
    }

    internal static async Task<IResult> ShowAsync(HttpContext http)
    {
        DashboardCall call = new(http);
        await call.DemandAsync(TenancyPermissions.CreateTenant, PermissionScope.Global).ConfigureAwait(false);
        DashboardForm form = new("create");
        form.Put(CreationFields.Key, Guid.NewGuid().ToString("N"));

        // Who makes a tenant is seldom its owner: whose it is has to be said.
        form.Put(TenantFields.Owner.Name, http.Request.Query["owner"] is [{ Length: <= TenancyLimits.UserIdLength } owner] ? owner : string.Empty);
        IsolationFields.Load(form, IsolationLevel.Soft);
        foreach (string field in Prefilled)
        {
            if (http.Request.Query[field] is [{ Length: <= TenancyLimits.NameLength } value])
            {
                form.Put(field, value);
            }
        }

        return await AnswerAsync(call, form, StatusCodes.Status200OK).ConfigureAwait(false);
    }

    internal static async Task<IResult> CreateAsync(HttpContext http)
    {
        DashboardCall call = new(http);
        DashboardForm form = DashboardForm.Of(http);
        await call.DemandAsync(TenancyPermissions.CreateTenant, PermissionScope.Global).ConfigureAwait(false);
        (Tenant? created, int status) = await new TenantCreation(call, form).CreateAsync().ConfigureAwait(false);
        return created is null ? await AnswerAsync(call, form, status).ConfigureAwait(false) : call.Done($"/{created.Id}", "created");
    }

    private static async Task<IResult> AnswerAsync(DashboardCall call, DashboardForm form, int status)
    {
        HivemindTenancyOptions options = call.Tenancy;
        return View.Of<CreationPage>(
            new CreationModel
            {
                Frame = call.Frame(call.Texts["Create a tenant"]),
                Form = form,
                Plans = await PlansAsync(call, options.DefaultPlan).ConfigureAwait(false),
                Resources = TenantFields.Resources((options.OtherResources ?? []).Concat(form.NamesAfter(TenantFields.QuotaPrefix))),
                MayAddResources = options.OtherResources is null,
            },
            status);
    }

    /// <summary>The plans, where the host's store keeps any and the user may read them.</summary>
    private static async Task<IReadOnlyList<FieldChoice>> PlansAsync(DashboardCall call, string? defaultPlan)
    {
        if (call.Plans is not { } plans || !await call.MayAsync(TenancyPermissions.ReadPlans, PermissionScope.Global).ConfigureAwait(false))
        {
            return [];
        }

        IReadOnlyList<TenantPlan> found = await plans.ListPlansAsync(new PlanQuery { Limit = TenancyLimits.PageSize }, call.Aborted).ConfigureAwait(false);
        return found.Count == 0 ? [] :
        [
            new FieldChoice(string.Empty, defaultPlan is null ? call.Texts["None"] : call.Texts["The platform's own choice: {0}", defaultPlan]),
            .. found.Select(p => new FieldChoice(p.Name, PlanText.Of(call.Texts, p))),
        ];
    }
}
