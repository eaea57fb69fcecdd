using System.Reflection;

namespace Hivemind.Tenancy.Tests.Readme;

/// <summary>The package's page says who may call what, and says what the managers ask for.</summary>
public sealed class CallerTableTests
{
    private const string Begin = "<!-- callers -->\n", End = "<!-- /callers -->";

    private static readonly (Type Manager, Type Rules)[] Managers =
    [
        (typeof(ITenantManager), typeof(TenantCallers)), (typeof(IQuotaManager), typeof(QuotaCallers)), (typeof(IAccessManager), typeof(AccessCallers)),
        (typeof(IUsageMeter), typeof(MeterCallers)), (typeof(IConsumptionManager), typeof(ConsumptionCallers)), (typeof(IPlanManager), typeof(PlanCallers)),
    ];

    /// <summary>Verbs that are short for another, and so have its rule.</summary>
    private static readonly Dictionary<string, string> Short = new()
    {
        [nameof(ITenantManager.GetTenantAsync)] = nameof(ITenantManager.FindTenantAsync),
        [nameof(ITenantManager.UpdateResourceQuotasAsync)] = nameof(ITenantManager.UpdateTenantAsync),
        [nameof(ITenantManager.UpdateIsolationLevelAsync)] = nameof(ITenantManager.UpdateTenantAsync),
        [nameof(ITenantManager.AddNamespaceAsync)] = nameof(ITenantManager.UpdateTenantAsync),
        [nameof(ITenantManager.RemoveNamespaceAsync)] = nameof(ITenantManager.UpdateTenantAsync),
        [nameof(IQuotaManager.TryReserveAsync)] = nameof(IQuotaManager.ReserveAsync),
        [nameof(IQuotaManager.TryReserveGrowthAsync)] = nameof(IQuotaManager.ReserveGrowthAsync),
        [nameof(IQuotaManager.TryResizeAsync)] = nameof(IQuotaManager.ResizeAsync),
        [nameof(IConsumptionManager.TryConsumeAsync)] = nameof(IConsumptionManager.ConsumeAsync),
        [nameof(IConsumptionManager.TryHoldAsync)] = nameof(IConsumptionManager.HoldAsync),
        [nameof(IPlanManager.GetPlanAsync)] = nameof(IPlanManager.FindPlanAsync),
    };

    /// <summary>What a verb asks for beside its rule, of a user in a tenant and of one in none.</summary>
    private static readonly Dictionary<string, (string InTenant, string AsUser)> Beside = new()
    {
        [nameof(ITenantManager.GetTenantContextAsync)] = (", access of the user who is named", ", of oneself only"),
        [nameof(ITenantManager.CreateTenantAsync)] = OfBoth(", and all of `tenant-admin`"),
        [nameof(ITenantManager.EnsureTenantAsync)] = OfBoth(", and all of `tenant-admin`"),
        [nameof(ITenantManager.UpdateTenantAsync)] = OfBoth(", and what `TenantUpdatePermissions` says of the change"),
        [nameof(IQuotaManager.ListUsageAsync)] = OfBoth("; reach, of tenants that are named"),
        [nameof(IUsageMeter.MeasureAsync)] = ("; `usage:read`, Global, of all tenants", "; Global, of all tenants or one that is gone"),
        [nameof(IConsumptionManager.ReadConsumptionAsync)] = (string.Empty, "; `usage:read`, Global, of one that is gone"),
        [nameof(IAccessManager.CheckTenantAccessAsync)] = (string.Empty, ", about others"),
        [nameof(IAccessManager.CheckPermissionAsync)] = ("; `role-bindings:read`, Global, about others at Global scope", ", about others"),
        [nameof(IAccessManager.DemandPermissionAsync)] = ("; `role-bindings:read`, Global, about others at Global scope", ", about others"),
        [nameof(IAccessManager.ExplainAccessAsync)] = OfBoth(", about others"),
        [nameof(IAccessManager.GetAccessibleTenantsAsync)] = (string.Empty, ", about others"),
        [nameof(IAccessManager.SetRoleAsync)] = OfBoth(", and all that it grants"),
        [nameof(IAccessManager.BindRoleAsync)] = OfBoth(", and all that the role grants"),
        [nameof(IAccessManager.AddGroupMemberAsync)] = OfBoth(", and all that the group is granted"),
        [nameof(IPlanManager.PublishAsync)] = OfBoth(", and all that its roles grant"),
        [nameof(IPlanManager.PreviewAsync)] = OfBoth(", and all that its roles grant"),
        [nameof(IPlanManager.ApplyAsync)] = OfBoth(", and all that its roles grant"),
        [nameof(IPlanManager.MoveTenantAsync)] = OfBoth(", and all that its roles grant"),
        [nameof(IAccessManager.ForgetUserAsync)] = OfBoth(", and `groups:update`, Global"),
    };

    [Fact]
    public void Page_has_the_table_of_the_rules()
    {
        string page = ReadmeTests.PageOfCore;
        int begin = page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;

        page[begin..page.IndexOf(End, begin, StringComparison.Ordinal)].Should().Be(Table());
    }

    [Fact]
    public void Every_verb_of_the_managers_has_a_rule()
    {
        foreach ((Type manager, Type rules) in Managers)
        {
            RulesOf(rules).Select(r => r.Verb).Should().BeEquivalentTo(manager.GetMethods().Select(m => Short.GetValueOrDefault(m.Name, m.Name)).Distinct());
        }
    }

    private static string Table()
    {
        IEnumerable<string> rows = Managers.SelectMany(m => RulesOf(m.Rules)).Select(rule =>
        {
            (string inTenant, string asUser) = Beside.GetValueOrDefault(rule.Verb, OfBoth(string.Empty));
            string verbs = string.Join("`, `", new[] { rule.Verb }.Concat(Short.Where(s => s.Value == rule.Verb).Select(s => s.Key)));
            return $"| `{verbs}` | {Text(rule.InTenant)}{inTenant} | {Text(rule.AsUser)}{asUser} |";
        });
        return $"| verb | in a tenant | as a user |\n|---|---|---|\n{string.Join('\n', rows)}\n";
    }

    private static (string InTenant, string AsUser) OfBoth(string text) => (text, text);

    private static string Text(CallerNeed need) => need.IsSystemOnly ? "System only" : need.Permission is not { } permission ? "reach" : need.IsGlobal ? $"`{permission}`, Global" : $"`{permission}`";

    private static IEnumerable<CallerRule> RulesOf(Type rules) =>
        rules.GetFields(BindingFlags.Static | BindingFlags.Public).Select(f => f.GetValue(null)).Cast<CallerRule>();
}
