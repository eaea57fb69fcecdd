using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>What the API shows of each kind of event. Written out, so that a member the core adds is shown only when somebody has decided so.</summary>
internal static class EventDetails
{
    public static string KindOf(TenancyEvent tenancyEvent) => JsonNamingPolicy.SnakeCaseLower.ConvertName(tenancyEvent.GetType().Name);

    /// <summary>The core's name of a kind.</summary>
    /// <exception cref="ApiProblemException">There is no such kind.</exception>
    public static string KindNamed(string name) =>
        EventQuery.AllKinds.FirstOrDefault(k => JsonNamingPolicy.SnakeCaseLower.ConvertName(k) == name)
        ?? throw ApiProblemException.Invalid($"kind has to be one of {string.Join(", ", EventQuery.AllKinds.Select(JsonNamingPolicy.SnakeCaseLower.ConvertName))}.");

    public static JsonObject Of(TenancyEvent tenancyEvent, TenantApi api) => tenancyEvent switch
    {
        TenantCreated e => new JsonObject { ["tenant"] = Node(TenantResource.Of(e.Tenant), api) },
        TenantDeleted e => new JsonObject { ["tenant"] = Node(TenantResource.Of(e.Tenant), api), ["finished_because"] = e.FinishedBecause },
        TenantUpdated e => new JsonObject { ["before"] = Node(TenantResource.Of(e.Before), api), ["after"] = Node(TenantResource.Of(e.After), api) },
        TenantStatusChanged e => new JsonObject { ["from"] = Name(e.From), ["to"] = Name(e.To), ["status_reason"] = e.StatusReason },
        GraceGranted e => new JsonObject { ["grace"] = Node(GraceDocument.Of(e.Grace), api) },
        QuotaThresholdCrossed e => new JsonObject { ["resource"] = e.Resource, ["percent"] = e.Percent, ["total"] = e.Total, ["limit"] = e.Limit },
        BudgetThresholdCrossed e => new JsonObject
        {
            ["meter"] = e.Meter,
            ["percent"] = e.Percent,
            ["total"] = e.Total,
            ["limit"] = e.Limit,
            ["window_end"] = e.WindowEnd,
        },
        ConsumptionCorrected e => new JsonObject { ["id"] = e.Id, ["amounts"] = Amounts(e.Amounts), ["booked"] = Amounts(e.Booked), ["reason"] = e.Reason },
        AllocationsReconciled e => new JsonObject
        {
            ["source"] = e.Source,
            ["freed"] = List(e.Result.Freed),
            ["committed"] = List(e.Result.Committed),
            ["adopted"] = List(e.Result.Adopted),
            ["raised"] = List(e.Result.Raised),
            ["differing"] = new JsonArray([.. e.Result.Differing.Select(d => (JsonNode)Difference(d, api))]),
            ["conflicting"] = List(e.Result.Conflicting),
            ["orphaned"] = List(e.Result.Orphaned),
        },
        PlanPublished e => new JsonObject { ["plan"] = Node(PlanResource.Of(e.Plan), api) },
        PlanRemoved e => new JsonObject { ["plan"] = e.PlanName },
        RoleChanged e => new JsonObject { ["role"] = Node(RoleResource.Of(e.Role), api) },
        RoleRemoved e => new JsonObject { ["role_id"] = e.Role.Id },
        RoleBound e => new JsonObject { ["role_binding"] = Node(RoleBindingResource.Of(e.Binding), api) },
        RoleUnbound e => new JsonObject { ["role_binding"] = Node(RoleBindingResource.Of(e.Binding), api) },
        GroupMemberAdded e => new JsonObject { ["group_id"] = e.Group.Id, ["user_id"] = e.UserId },
        GroupMemberRemoved e => new JsonObject { ["group_id"] = e.Group.Id, ["user_id"] = e.UserId },
        WorkloadReported e => new JsonObject { ["subject"] = e.Subject, ["reason"] = e.Reason, ["message"] = e.Message },
        _ => throw new UnreachableException($"Nobody has decided what the API shows of {tenancyEvent.GetType().Name}."),
    };

    private static JsonObject Difference(AllocationDifference difference, TenantApi api) => new()
    {
        ["id"] = difference.Id,
        ["committed"] = Node(AmountsDocument.Of(difference.Committed), api),
        ["observed"] = Node(AmountsDocument.Of(difference.Observed), api),
        ["change"] = difference.Change,
    };

    private static JsonObject Amounts(ConsumptionAmounts amounts) => new(amounts.Select(a => KeyValuePair.Create(a.Key, (JsonNode?)a.Value)));

    private static JsonNode? Node<T>(T? value, TenantApi api)
        where T : class =>
        value is null ? null : JsonSerializer.SerializeToNode(value, api.Json<T>());

    private static string Name(TenantStatus status) => JsonNamingPolicy.SnakeCaseLower.ConvertName(status.ToString());

    private static JsonArray List(IReadOnlyList<string> ids) => [.. ids.Select(id => (JsonNode)id)];
}
