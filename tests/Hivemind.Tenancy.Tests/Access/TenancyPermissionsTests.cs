using System.Reflection;

namespace Hivemind.Tenancy.Tests;

/// <summary>Where permissions count is said once more in lists: they are what the managers' own rules ask for.</summary>
public sealed class TenancyPermissionsTests
{
    private static readonly (Permission Permission, bool IsGlobal)[] Asked =
    [
        .. typeof(CallerRule).Assembly.GetTypes()
            .SelectMany(t => t.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(f => f.FieldType == typeof(CallerRule))
            .Select(f => (CallerRule)f.GetValue(null)!)
            .SelectMany(r => new[] { r.InTenant, r.AsUser })
            .Where(n => n.Permission is not null)
            .Select(n => (n.Permission!.Value, n.IsGlobal)),
        .. TenantUpdatePermissions.Required(Some.Tenant(), Some.Tenant() with
        {
            Name = "Another",
            OwnerId = "another",
            IsolationLevel = IsolationLevel.Hard,
            ResourceQuotas = new ResourceQuotas { Containers = 7 },
            Budgets = new Dictionary<string, ConsumptionBudget> { ["tokens"] = new(7, CalendarUnit.Day) },
        }).Where(r => r.Permission.Resource != Permission.Any).Select(r => (r.Permission, r.Scope.Kind == PermissionScopeKind.Global)),
    ];

    [Fact]
    public void Every_permission_is_asked_for_by_some_operation() => Asked.Select(a => a.Permission).Should().Contain(
        typeof(TenancyPermissions).GetProperties().Where(p => p.PropertyType == typeof(Permission)).Select(p => (Permission)p.GetValue(null)!));

    [Fact]
    public void Those_that_count_at_Global_scope_only_are_those_that_every_operation_asks_for_there() =>
        TenancyPermissions.AtGlobalScopeOnly.Should().BeEquivalentTo(Asked.GroupBy(a => a.Permission).Where(g => g.All(a => a.IsGlobal)).Select(g => g.Key));

    [Fact]
    public void Those_of_which_a_part_counts_in_a_tenant_are_those_that_are_asked_for_at_either() =>
        TenancyPermissions.AtGlobalScopeInPart.Should().BeEquivalentTo(
            Asked.GroupBy(a => a.Permission).Where(g => g.Any(a => a.IsGlobal) && g.Any(a => !a.IsGlobal)).Select(g => g.Key));
}
