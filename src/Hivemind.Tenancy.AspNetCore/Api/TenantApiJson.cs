using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>How the API reads and writes JSON: strictly, without reflection, and independent of the host's own settings.</summary>
[JsonSourceGenerationOptions(
    AllowDuplicateProperties = false,
    MaxDepth = 32,
    NumberHandling = JsonNumberHandling.Strict,
    RespectNullableAnnotations = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(AccessResource))]
[JsonSerializable(typeof(AllocationPage))]
[JsonSerializable(typeof(AllocationResource))]
[JsonSerializable(typeof(AppLogLineResource))]
[JsonSerializable(typeof(AppPage))]
[JsonSerializable(typeof(AppResource))]
[JsonSerializable(typeof(AppSpecDocument))]
[JsonSerializable(typeof(AppUsageResource))]
[JsonSerializable(typeof(AppViolationList))]
[JsonSerializable(typeof(BudgetUsageList))]
[JsonSerializable(typeof(ConsumptionPage))]
[JsonSerializable(typeof(ApplyPlanRequest))]
[JsonSerializable(typeof(CreateAllocationRequest))]
[JsonSerializable(typeof(CreateTenantRequest))]
[JsonSerializable(typeof(CreateVolumeRequest))]
[JsonSerializable(typeof(DeployAppRequest))]
[JsonSerializable(typeof(EventLogPage))]
[JsonSerializable(typeof(EventResource))]
[JsonSerializable(typeof(FinishDeletionRequest))]
[JsonSerializable(typeof(ForgottenUserResource))]
[JsonSerializable(typeof(GraceDocument))]
[JsonSerializable(typeof(GraceRequest))]
[JsonSerializable(typeof(GroupMembers))]
[JsonSerializable(typeof(IsolationRequest))]
[JsonSerializable(typeof(IsolationResource))]
[JsonSerializable(typeof(IsolationUpdateResource))]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(LeaseResource))]
[JsonSerializable(typeof(MeteredUsageList))]
[JsonSerializable(typeof(NamespaceList))]
[JsonSerializable(typeof(NamespaceRequest))]
[JsonSerializable(typeof(PlanPage))]
[JsonSerializable(typeof(PlanPreviewResource))]
[JsonSerializable(typeof(PlanRequest))]
[JsonSerializable(typeof(PlanResource))]
[JsonSerializable(typeof(PlanRunResource))]
[JsonSerializable(typeof(QuotasDocument))]
[JsonSerializable(typeof(RenewRequest))]
[JsonSerializable(typeof(ResizeRequest))]
[JsonSerializable(typeof(RoleBindingList))]
[JsonSerializable(typeof(RoleBindingRequest))]
[JsonSerializable(typeof(RoleBindingResource))]
[JsonSerializable(typeof(RoleList))]
[JsonSerializable(typeof(RoleRequest))]
[JsonSerializable(typeof(RoleResource))]
[JsonSerializable(typeof(ScaleAppRequest))]
[JsonSerializable(typeof(StatementMonthList))]
[JsonSerializable(typeof(StatementResource))]
[JsonSerializable(typeof(SuspendRequest))]
[JsonSerializable(typeof(TenancyProblem))]
[JsonSerializable(typeof(TenantPage))]
[JsonSerializable(typeof(TenantPatch))]
[JsonSerializable(typeof(TenantQuotasResource))]
[JsonSerializable(typeof(TenantResource))]
[JsonSerializable(typeof(TenantRoleBindingRequest))]
[JsonSerializable(typeof(TenantSettings))]
[JsonSerializable(typeof(UsagePage))]
[JsonSerializable(typeof(UsageResource))]
[JsonSerializable(typeof(VolumeList))]
[JsonSerializable(typeof(VolumeResource))]
internal sealed partial class TenantApiJson : JsonSerializerContext
{
    /// <summary>Lets the host describe the API (OpenAPI) where reflection over JSON types is off.</summary>
    public static void AddTo(IServiceCollection services) =>
        services.Configure<JsonOptions>(json =>
        {
            if (!json.SerializerOptions.TypeInfoResolverChain.Contains(Default))
            {
                json.SerializerOptions.TypeInfoResolverChain.Insert(0, Default);
            }
        });
}
