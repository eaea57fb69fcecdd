using Hivemind.Tenancy.AspNetCore;
using Hivemind.Tenancy.Billing;
using Hivemind.Tenancy.Dashboard.Pages;
using Hivemind.Tenancy.Workloads;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>One request of the dashboard: who asks, and what they may use. Made inside the user's context that <see cref="DashboardFilter"/> enters.</summary>
internal sealed class DashboardCall(HttpContext http)
{
    private readonly IServiceProvider _services = http.RequestServices;
    private TenantReach _reach = TenantReach.None;

    public HttpContext Http => http;

    public CancellationToken Aborted => http.RequestAborted;

    public string UserId { get; } = TenantContext.Current!.UserId!;

    public TenantDashboardOptions Options { get; } = DashboardMapping.Of(http).Options;

    /// <summary>Where the dashboard begins, with the host's path base and no slash at the end.</summary>
    public string Root { get; } = http.Request.PathBase + DashboardMapping.Of(http).Prefix;

    public IStringLocalizer<DashboardTexts> Texts => _services.GetRequiredService<IStringLocalizer<DashboardTexts>>();

    public ITenantManager Tenants => _services.GetRequiredService<ITenantManager>();

    public IQuotaManager Quotas => _services.GetRequiredService<IQuotaManager>();

    public IAccessManager Access => _services.GetRequiredService<IAccessManager>();

    public IUsageMeter Meter => _services.GetRequiredService<IUsageMeter>();

    public TimeProvider Time => _services.GetRequiredService<TimeProvider>();

    /// <summary>Null where the host runs no workloads.</summary>
    public IAppManager? Apps => _services.GetService<IAppManager>();

    /// <summary>Null where the host bills nothing.</summary>
    public IBilling? Billing => _services.GetService<IBilling>();

    /// <summary>Null where the store keeps no budgets and not what is used up of them.</summary>
    public IConsumptionManager? Consumption => FindKept<IConsumptionManager>();

    /// <summary>Null where the store keeps no plans.</summary>
    public IPlanManager? Plans => FindKept<IPlanManager>();

    /// <summary>What the host has set for its tenants.</summary>
    public HivemindTenancyOptions Tenancy => _services.GetRequiredService<IOptions<HivemindTenancyOptions>>().Value;

    /// <summary>A service of the host; null where it has none.</summary>
    public T? Find<T>()
        where T : class => _services.GetService<T>();

    /// <summary>The tenant of the route as it is now, if the user has access to it. All that follows is about that one, by its uid.</summary>
    /// <exception cref="DashboardException">There is none, or the user has no access, or it is no id: all the same to the user.</exception>
    public async ValueTask<Tenant> FindTenantAsync(string tenantId)
    {
        Tenant tenant = await LookUpTenantAsync(tenantId).ConfigureAwait(false);
        _reach = await TenantReach.OfAsync(this, tenant).ConfigureAwait(false);
        return tenant;
    }

    /// <summary>As <see cref="FindTenantAsync"/>, where no page is drawn.</summary>
    /// <exception cref="DashboardException">There is none, or the user has no access, or it is no id: all the same to the user.</exception>
    public async ValueTask<Tenant> LookUpTenantAsync(string tenantId) =>
        TenantId.TryParse(tenantId, out TenantId id) && await Tenants.FindTenantAsync(id, Aborted).ConfigureAwait(false) is { } tenant
            ? tenant
            : throw new DashboardException(_services.GetRequiredService<IOptions<TenancyWebOptions>>().Value.StrangerStatusCode, ErrorText.NoTenant);

    /// <summary>Whether the user may, so that what is not permitted is not offered. The managers decide again when it is done.</summary>
    public ValueTask<bool> MayAsync(Permission permission, PermissionScope scope) =>
        Access.CheckPermissionAsync(UserId, permission, scope, Aborted);

    /// <summary>Refuses what the user was not offered before anything is said about what they sent. The managers decide again when it is done.</summary>
    /// <exception cref="DashboardException">The user may not.</exception>
    public async ValueTask DemandAsync(Permission permission, PermissionScope scope)
    {
        if (!await MayAsync(permission, scope).ConfigureAwait(false))
        {
            throw new DashboardException(StatusCodes.Status403Forbidden, ErrorText.NotAllowed);
        }
    }

    /// <summary>How far the tenant's budgets have come; null where the store keeps no consumption.</summary>
    public async ValueTask<IReadOnlyList<BudgetUsage>?> BudgetsAsync(Tenant tenant) =>
        Consumption is { } consumption ? await consumption.GetBudgetsAsync(tenant, Aborted).ConfigureAwait(false) : null;

    /// <summary>A manager of what not every store keeps.</summary>
    private T? FindKept<T>()
        where T : class
    {
        try
        {
            return Find<T>();
        }
        catch (NotSupportedException)
        {
            return null; // how such a store is known
        }
    }

    /// <summary>What surrounds a page.</summary>
    /// <param name="title">Its title, in words for people.</param>
    /// <param name="tenant">Whose it is; null for none.</param>
    /// <param name="live">Where its live events come from, below the root; null for a page that is not live.</param>
    public PageFrame Frame(string title, Tenant? tenant = null, string? live = null) => Frame(http, UserId, title) with
    {
        TenantId = tenant?.Id.Value,
        Live = live is null ? null : Root + live,
        HasApps = Apps is not null,
        HasOtherTenants = _reach.HasOthers,
        MayChange = _reach.MayChange,
        Done = http.Request.Query["done"] is [{ } done] ? Notice.Find(done) : null,
    };

    /// <summary>What surrounds a page about nothing in particular.</summary>
    public static PageFrame Frame(HttpContext http, string? userId, string title)
    {
        (string prefix, TenantDashboardOptions options) = DashboardMapping.Of(http);
        string root = http.Request.PathBase + prefix;
        DashboardAssets assets = http.RequestServices.GetRequiredService<DashboardAssets>();
        return new PageFrame
        {
            Title = title,
            Platform = options.Title,
            Root = root,
            UserId = userId,
            Style = root + assets.PathOf("dashboard.css"),
            Script = root + assets.PathOf("dashboard.js"),
            Icon = root + assets.PathOf("icon.svg"),
            SignOut = options.SignOutPath is { } path ? http.Request.PathBase + path : null,
            Path = http.Request.PathBase + http.Request.Path,
        };
    }

    /// <summary>After a change: the browser asks for the page anew, so that loading it again repeats nothing.</summary>
    public IResult Done(string path, string notice) => TypedResults.LocalRedirect($"{Root}{path}{QueryString.Create("done", notice)}".ToString());
}
