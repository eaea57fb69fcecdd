using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>What the API tells of each kind of event. Written out, so that a member the core adds is told when somebody has thought about it.</summary>
internal static class EventDetails
{
    public static string KindOf(TenancyEvent tenancyEvent) => JsonNamingPolicy.SnakeCaseLower.ConvertName(tenancyEvent.GetType().Name);

    public static JsonObject Of(TenancyEvent tenancyEvent) => tenancyEvent switch
    {
        TenantCreated e => new JsonObject { ["tenant"] = Node(e.Tenant) },
        TenantDeleted e => new JsonObject { ["tenant"] = Node(e.Tenant) },
        TenantUpdated e => new JsonObject { ["before"] = Node(e.Before), ["after"] = Node(e.After) },
        TenantStatusChanged e => new JsonObject { ["from"] = Name(e.From), ["to"] = Name(e.To), ["status_reason"] = e.StatusReason },
        GraceGranted e => new JsonObject { ["grace"] = Node(GraceDocument.Of(e.Grace), TenantApiJson.Default.GraceDocument) },
        QuotaThresholdCrossed e => new JsonObject { ["resource"] = e.Resource, ["percent"] = e.Percent, ["total"] = e.Total, ["limit"] = e.Limit },
        AllocationsReconciled e => new JsonObject
        {
            ["source"] = e.Source,
            ["freed"] = List(e.Result.Freed),
            ["committed"] = List(e.Result.Committed),
            ["adopted"] = List(e.Result.Adopted),
            ["corrected"] = List(e.Result.Corrected),
            ["conflicting"] = List(e.Result.Conflicting),
        },
        RoleChanged e => new JsonObject { ["role"] = Node(RoleResource.Of(e.Role), TenantApiJson.Default.RoleResource) },
        RoleRemoved e => new JsonObject { ["role_id"] = e.RoleId },
        RoleBound e => new JsonObject { ["role_binding"] = Node(RoleBindingResource.Of(e.Binding), TenantApiJson.Default.RoleBindingResource) },
        RoleUnbound e => new JsonObject { ["role_binding"] = Node(RoleBindingResource.Of(e.Binding), TenantApiJson.Default.RoleBindingResource) },
        GroupMemberAdded e => new JsonObject { ["group_id"] = e.GroupId, ["user_id"] = e.UserId },
        GroupMemberRemoved e => new JsonObject { ["group_id"] = e.GroupId, ["user_id"] = e.UserId },
        _ => [],
    };

    private static JsonNode? Node(Tenant tenant) => Node(TenantResource.Of(tenant), TenantApiJson.Default.TenantResource);

    private static JsonNode? Node<T>(T? value, JsonTypeInfo<T> type)
        where T : class =>
        value is null ? null : JsonSerializer.SerializeToNode(value, type);

    private static string Name(TenantStatus status) => JsonNamingPolicy.SnakeCaseLower.ConvertName(status.ToString());

    private static JsonArray List(IReadOnlyList<string> ids) => [.. ids.Select(id => (JsonNode)id)];
}
