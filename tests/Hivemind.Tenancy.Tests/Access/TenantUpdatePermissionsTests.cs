using System.Reflection;

namespace Hivemind.Tenancy.Tests;

/// <summary>Every property of a tenant, those that are not there yet included: changing it takes a permission, or is refused to everybody.</summary>
public sealed class TenantUpdatePermissionsTests
{
    private const string OwnScope = "tenants:update at acme";
    private const string GlobalScope = "tenants:update at *";
    private const string Refused = "refused";

    private static readonly Tenant Before = Some.Tenant();

    /// <summary>What is not here, such as a property that somebody adds tomorrow, takes <see cref="GlobalScope"/>.</summary>
    private static readonly Dictionary<string, string> Exceptions = new()
    {
        [nameof(Tenant.Id)] = Refused,
        [nameof(Tenant.Uid)] = Refused,
        [nameof(Tenant.Status)] = Refused,
        [nameof(Tenant.StatusReason)] = Refused,
        [nameof(Tenant.StatusVersion)] = Refused,
        [nameof(Tenant.Version)] = Refused,
        [nameof(Tenant.CreatedAt)] = Refused,
        [nameof(Tenant.Plan)] = Refused,
        [nameof(Tenant.UpdatedAt)] = string.Empty,
        [nameof(Tenant.Name)] = OwnScope,
        [nameof(Tenant.Description)] = OwnScope,
        [nameof(Tenant.Labels)] = OwnScope,
        [nameof(Tenant.ResourceQuotas)] = "quotas:update at *",
        [nameof(Tenant.Budgets)] = "budgets:update at *",
        [nameof(Tenant.OwnerId)] = $"{GlobalScope}, *:* at acme",
    };

    public static TheoryData<string> Properties => [.. typeof(Tenant).GetProperties().Where(p => p.CanWrite).Select(p => p.Name)];

    [Theory]
    [MemberData(nameof(Properties))]
    public void Changing_a_property_takes_what_is_said_of_it(string property) =>
        Asked(Before, Changed(property)).Should().Be(Exceptions.GetValueOrDefault(property, GlobalScope));

    [Theory]
    [MemberData(nameof(Properties))]
    public async Task Nobody_without_rights_changes_a_property(string property)
    {
        await using TenancyHost host = new();
        await host.CreateAsync();
        Tenant before = await host.GetAsync();
        using TenantScope scope = Some.Context(userId: "nobody").Enter();

        Exception? refusal = await Record.ExceptionAsync(() => host.Tenants.UpdateTenantAsync(
            Some.TenantId, t => Changed(property, t), cancellationToken: TestContext.Current.CancellationToken).AsTask());

        refusal.Should().Match(e => property == nameof(Tenant.UpdatedAt)
            ? e == null
            : e is TenantAccessDeniedException || (Exceptions.GetValueOrDefault(property) == Refused && e is ArgumentException));
        (await host.Store.FindAsync(Some.TenantId, TestContext.Current.CancellationToken)).Should().Be(before);
    }

    [Fact]
    public void Every_exception_is_a_property() => Exceptions.Keys.Should().BeSubsetOf(typeof(Tenant).GetProperties().Select(p => p.Name));

    [Fact]
    public void Equal_records_take_nothing() => Asked(Before, Before with { Namespaces = [] }).Should().BeEmpty();

    [Fact]
    public void Several_properties_take_all_that_each_of_them_takes() =>
        Asked(Before, Before with { Name = "New", OwnerId = "new", IsolationLevel = IsolationLevel.Hard, ResourceQuotas = new ResourceQuotas { Containers = 1 } })
            .Should().Be($"{OwnScope}, {GlobalScope}, *:* at acme, quotas:update at *");

    private static string Asked(Tenant before, Tenant after)
    {
        try
        {
            return string.Join(", ", TenantUpdatePermissions.Required(before, after).Select(r => $"{r.Permission} at {r.Scope.ToPath()}"));
        }
        catch (ArgumentException)
        {
            return Refused;
        }
    }

    private static Tenant Changed(string property, Tenant? before = null)
    {
        Tenant after = (before ?? Before) with { };
        PropertyInfo changed = typeof(Tenant).GetProperty(property)!;
        changed.SetValue(after, AnotherOf(changed.PropertyType, changed.GetValue(after)));
        after.Should().NotBe(before ?? Before);
        return after;
    }

    /// <summary>Another value of a type. A property of a type that is not here wants a line here, no more.</summary>
    private static object AnotherOf(Type type, object? value) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var t when t == typeof(string) => "another",
        var t when t == typeof(bool) => !(bool)(value ?? false),
        var t when t == typeof(int) => (int)(value ?? 0) + 1,
        var t when t == typeof(long) => (long)(value ?? 0L) + 1,
        var t when t == typeof(Guid) => Guid.NewGuid(),
        var t when t == typeof(DateTimeOffset) => Some.Time.AddDays(1),
        var t when t == typeof(TenantUid) => TenantUid.NewUid(),
        var t when t == typeof(TenantId) => Some.OtherTenantId,
        var t when t == typeof(PlanReference) => new PlanReference("gold", 7),
        var t when t == typeof(IsolationLevel) => IsolationLevel.Hard,
        var t when t == typeof(ResourceQuotas) => new ResourceQuotas { Containers = 7 },
        var t when t == typeof(IReadOnlyDictionary<string, ConsumptionBudget>) =>
            new Tenant { Id = Some.TenantId, Uid = Some.Uid, Name = "n", OwnerId = "o", Budgets = new Dictionary<string, ConsumptionBudget> { ["another"] = new(7, CalendarUnit.Day) } }.Budgets,
        var t when t == typeof(IReadOnlyList<string>) => (IReadOnlyList<string>)["another"],
        var t when t == typeof(IReadOnlyDictionary<string, string>) => new Dictionary<string, string> { ["another"] = "" },
        { IsEnum: true } t => Enum.GetValues(t).Cast<object>().First(v => !v.Equals(value)),
        var t => throw new NotSupportedException($"Say here what another {t} is."),
    };
}
