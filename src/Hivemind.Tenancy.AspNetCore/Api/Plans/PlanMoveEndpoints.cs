using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>Moving tenants to a version of a plan, and what that would do.</summary>
internal static class PlanMoveEndpoints
{
    private const string Tag = "Plans";
    private const string Preview = "/plans/{plan_name}/preview";
    private const string Apply = "/plans/{plan_name}/apply";

    public static void Map(RouteGroupBuilder group)
    {
        group.MapPost(Preview, PreviewAsync)
            .As("previewPlan", Tag, "Say whom applying a plan would move, and how", "Writes nothing. Takes plans:apply at Global scope, and what the roles grant that it binds.")
            .Answers<PlanPreviewResource>()
            .RefusesBody(TenancyProblemTypes.PlanNotFound);
        ContentTypeRefusal.Map(group, HttpMethods.Post, Preview);
        group.MapPost(Apply, ApplyAsync)
            .As(
                "applyPlan",
                Tag,
                "Move tenants to a version of a plan",
                "One by one; repeat it when it was broken off: those that are there already are passed by. What a tenant says otherwise than its former version stays. Takes plans:apply at Global scope, and what the roles grant that it binds.")
            .Answers<PlanRunResource>()
            .RefusesBody(TenancyProblemTypes.PlanNotFound);
        ContentTypeRefusal.Map(group, HttpMethods.Post, Apply);
    }

    internal static async Task<IResult> PreviewAsync(HttpContext http, [FromRoute(Name = "plan_name")] string planName, JsonBody<ApplyPlanRequest> body)
    {
        ApiCall call = new(http);
        ApplyPlanRequest request = await body.ReadAsync().ConfigureAwait(false);
        List<PlanMoveResource> moves = [];
        bool isComplete = true;
        await foreach (PlanMove move in call.Plans.PreviewAsync(request.PlanOf(planName), request.ToTenants(), call.Aborted).ConfigureAwait(false))
        {
            isComplete = moves.Count < TenancyLimits.PageSize;
            if (!isComplete)
            {
                break;
            }

            moves.Add(PlanMoveResource.Of(move));
        }

        return ApiResults.Json(http, new PlanPreviewResource { Moves = moves, IsComplete = isComplete });
    }

    internal static async Task<IResult> ApplyAsync(HttpContext http, [FromRoute(Name = "plan_name")] string planName, JsonBody<ApplyPlanRequest> body)
    {
        ApiCall call = new(http);
        ApplyPlanRequest request = await body.ReadAsync().ConfigureAwait(false);
        PlanRun run = await call.Plans.ApplyAsync(request.PlanOf(planName), request.ToTenants(), call.Aborted).ConfigureAwait(false);
        return ApiResults.Json(
            http, new PlanRunResource { Plan = run.Plan.ToString(), Moved = run.Moved, Problems = [.. run.Problems.Select(PlanMoveResource.Of)] });
    }
}
