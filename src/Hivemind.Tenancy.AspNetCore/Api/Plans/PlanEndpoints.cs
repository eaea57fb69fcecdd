using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>Plans and their versions.</summary>
internal static class PlanEndpoints
{
    private const string Tag = "Plans";
    private const string One = "/plans/{plan_name}";

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/plans", ListAsync)
            .As("listPlans", Tag, "List plans at their latest versions", "Takes plans:read at Global scope.")
            .Answers<PlanPage>()
            .Refuses(TenancyProblemTypes.InvalidRequest);
        group.MapGet(One, GetAsync)
            .As("getPlan", Tag, "Get a version of a plan", "The latest unless version names one. Takes plans:read at Global scope.")
            .Answers<PlanResource>()
            .Refuses(TenancyProblemTypes.InvalidRequest, TenancyProblemTypes.PlanNotFound);
        group.MapGet(One + "/versions", ListVersionsAsync)
            .As("listPlanVersions", Tag, "List the versions of a plan", "Takes plans:read at Global scope.")
            .Answers<PlanPage>()
            .Refuses(TenancyProblemTypes.InvalidRequest);
        group.MapPut(One, PublishAsync)
            .As(
                "publishPlan",
                Tag,
                "Publish what a plan says from now on, as its next version",
                "Nothing is published when the latest version says the same, which is answered then. Changes no tenant until it is applied. Takes plans:update at Global scope, and what the roles grant that it binds.")
            .Answers<PlanResource>()
            .RefusesBody(TenancyProblemTypes.PlanVersionConflict);
        ContentTypeRefusal.Map(group, HttpMethods.Put, One);
        group.MapDelete(One, RemoveAsync)
            .As("removePlan", Tag, "Remove a plan with all its versions", "Refused while a tenant is on it. Takes plans:update at Global scope.")
            .AnswersNothing()
            .Refuses(TenancyProblemTypes.InvalidRequest, TenancyProblemTypes.PlanNotFound, TenancyProblemTypes.PlanInUse);
        PlanMoveEndpoints.Map(group);
    }

    internal static async Task<IResult> ListAsync(
        HttpContext http,
        [FromQuery(Name = "limit")][Description("Most plans to return, 1 to 1,000; 100 unless given")] string? limit,
        [FromQuery(Name = "cursor")][Description("next_cursor of the page before")] string? cursor)
    {
        ApiCall call = new(http);
        PlanQuery query = new() { After = Cursor.Read(cursor, TenancyLimits.LabelLength), Limit = QueryText.Limit(limit) };
        IReadOnlyList<TenantPlan> plans = await call.Plans.ListPlansAsync(query, call.Aborted).ConfigureAwait(false);
        bool hasMore = await NextPage.ExistsAsync(
            plans, query.Limit, last => call.Plans.ListPlansAsync(new PlanQuery { After = last.Name, Limit = 1 }, call.Aborted)).ConfigureAwait(false);
        return Answer(http, plans, hasMore ? Cursor.After(plans[^1].Name) : null);
    }

    internal static async Task<IResult> GetAsync(
        HttpContext http,
        [FromRoute(Name = "plan_name")] string planName,
        [FromQuery(Name = "version")][Description("Which version; the latest unless given")] string? version)
    {
        ApiCall call = new(http);
        long number = QueryText.Number(version, "version", 1, int.MaxValue, 0);
        PlanReference plan = new(planName, number == 0 ? null : (int)number);
        return ApiResults.Json(http, PlanResource.Of(await call.Plans.GetPlanAsync(plan, call.Aborted).ConfigureAwait(false)));
    }

    internal static async Task<IResult> ListVersionsAsync(
        HttpContext http,
        [FromRoute(Name = "plan_name")] string planName,
        [FromQuery(Name = "limit")][Description("Most versions to return, 1 to 1,000; 100 unless given")] string? limit,
        [FromQuery(Name = "cursor")][Description("next_cursor of the page before")] string? cursor)
    {
        ApiCall call = new(http);
        PlanVersionQuery query = new() { After = AfterOf(cursor), Limit = QueryText.Limit(limit) };
        IReadOnlyList<TenantPlan> plans = await call.Plans.ListVersionsAsync(planName, query, call.Aborted).ConfigureAwait(false);
        bool hasMore = await NextPage.ExistsAsync(
            plans, query.Limit, last => call.Plans.ListVersionsAsync(planName, new PlanVersionQuery { After = last.Version, Limit = 1 }, call.Aborted)).ConfigureAwait(false);
        return Answer(http, plans, hasMore ? Cursor.After(Text(plans[^1].Version)) : null);
    }

    internal static async Task<IResult> PublishAsync(HttpContext http, [FromRoute(Name = "plan_name")] string planName, JsonBody<PlanRequest> body)
    {
        ApiCall call = new(http);
        PlanRequest request = await body.ReadAsync().ConfigureAwait(false);
        TenantPlan published = await call.Plans.PublishAsync(request.ToPlan(planName), request.ExpectedLatestVersion, call.Aborted).ConfigureAwait(false);
        return ApiResults.Json(http, PlanResource.Of(published));
    }

    internal static async Task<IResult> RemoveAsync(HttpContext http, [FromRoute(Name = "plan_name")] string planName)
    {
        ApiCall call = new(http);
        return await call.Plans.RemoveAsync(planName, call.Aborted).ConfigureAwait(false)
            ? ApiResults.NoContent()
            : throw new PlanNotFoundException(new PlanReference(planName));
    }

    private static IResult Answer(HttpContext http, IReadOnlyList<TenantPlan> plans, string? nextCursor) =>
        ApiResults.Json(http, new PlanPage { Plans = [.. plans.Select(PlanResource.Of)], NextCursor = nextCursor });

    /// <exception cref="ApiProblemException">It is none of ours.</exception>
    private static int AfterOf(string? cursor) => Cursor.Read(cursor) is not { } text ? 0
        : int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int version) ? version
        : throw Cursor.Malformed();

    private static string Text(int version) => version.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
