namespace Hivemind.Tenancy.Tests;

public sealed class TenantTests
{
    private static readonly Tenant Full = Some.Tenant() with
    {
        IsolationLevel = IsolationLevel.Hard,
        ResourceQuotas = new ResourceQuotas { CpuCores = 8, Other = new Dictionary<string, decimal> { ["gpu"] = 2, ["fpga"] = 1 } },
        Namespaces = ["web", "api"],
        StatusReason = "paid",
        Description = "A customer",
        Labels = new Dictionary<string, string> { ["tier"] = "gold", ["region"] = "north" },
        Version = 7,
    };

    private static readonly Dictionary<string, Func<Tenant, Tenant>> Changes = new()
    {
        [nameof(Tenant.Id)] = t => t with { Id = TenantId.Parse("other") },
        [nameof(Tenant.Uid)] = t => t with { Uid = TenantUid.NewUid() },
        [nameof(Tenant.Name)] = t => t with { Name = t.Name.ToUpperInvariant() },
        [nameof(Tenant.OwnerId)] = t => t with { OwnerId = "somebody else" },
        [nameof(Tenant.IsolationLevel)] = t => t with { IsolationLevel = IsolationLevel.Soft },
        [nameof(Tenant.ResourceQuotas)] = t => t with { ResourceQuotas = t.ResourceQuotas with { CpuCores = 8.001m } },
        [nameof(Tenant.Budgets)] = t => t with { Budgets = new Dictionary<string, ConsumptionBudget> { ["tokens"] = new(6, CalendarUnit.Day) } },
        [nameof(Tenant.Namespaces)] = t => t with { Namespaces = ["web"] },
        [nameof(Tenant.Status)] = t => t with { Status = TenantStatus.Suspended },
        [nameof(Tenant.StatusReason)] = t => t with { StatusReason = null },
        [nameof(Tenant.Description)] = t => t with { Description = "" },
        [nameof(Tenant.Labels)] = t => t with { Labels = new Dictionary<string, string> { ["tier"] = "gold", ["region"] = "south" } },
        [nameof(Tenant.Parameters)] = t => t with { Parameters = new Dictionary<string, string> { ["tier"] = "gold" } },
        [nameof(Tenant.Plan)] = t => t with { Plan = "gold@2" },
        [nameof(Tenant.IsDeletionProtected)] = t => t with { IsDeletionProtected = true },
        [nameof(Tenant.CreatedAt)] = t => t with { CreatedAt = t.CreatedAt.AddMicroseconds(1) },
        [nameof(Tenant.UpdatedAt)] = t => t with { UpdatedAt = t.UpdatedAt.AddMicroseconds(1) },
        [nameof(Tenant.Version)] = t => t with { Version = t.Version + 1 },
        [nameof(Tenant.StatusVersion)] = t => t with { StatusVersion = t.StatusVersion + 1 },
    };

    public static TheoryData<string> ChangeNames => [.. Changes.Keys];

    [Fact]
    public void Tenants_that_say_the_same_are_equal_whatever_the_order_and_type_of_the_collections()
    {
        Tenant same = Full with
        {
            ResourceQuotas = new ResourceQuotas { CpuCores = 8.000m, Other = new SortedDictionary<string, decimal> { ["fpga"] = 1, ["gpu"] = 2 } },
            Namespaces = new List<string> { "api", "web", "api" },
            Labels = new SortedDictionary<string, string> { ["region"] = "north", ["tier"] = "gold" },
        };

        same.Should().Be(Full);
        same.GetHashCode().Should().Be(Full.GetHashCode());
        (same == Full).Should().BeTrue();
    }

    [Fact]
    public void Every_property_has_a_change_in_the_table_below() =>
        Changes.Keys.Should().BeEquivalentTo(typeof(Tenant).GetProperties().Select(p => p.Name));

    [Theory]
    [MemberData(nameof(ChangeNames))]
    public void Tenants_that_differ_in_one_property_are_not_equal(string property)
    {
        string before = Full.ToString();

        Tenant changed = Changes[property](Full);

        changed.Should().NotBe(Full);
        (changed != Full).Should().BeTrue();
        typeof(Tenant).GetProperties().Where(p => !Equals(p.GetValue(changed), p.GetValue(Full))).Select(p => p.Name).Should().Equal(property);
        Full.ToString().Should().Be(before, "with makes another tenant");
    }

    [Fact]
    public void Defaults_are_soft_unlimited_pending_and_empty()
    {
        Tenant tenant = new() { Id = Some.TenantId, Uid = Some.Uid, Name = "Acme", OwnerId = Some.Owner };

        tenant.IsolationLevel.Should().Be(IsolationLevel.Soft);
        tenant.ResourceQuotas.Should().Be(ResourceQuotas.Unlimited);
        tenant.Status.Should().Be(TenantStatus.Pending);
        tenant.Namespaces.Should().BeEmpty();
        tenant.Labels.Should().BeEmpty();
        tenant.StatusReason.Should().BeNull();
        tenant.Description.Should().BeNull();
    }

    [Fact]
    public void Null_settings_are_refused()
    {
        ((Action)(() => _ = Full with { IsolationLevel = null! })).Should().Throw<ArgumentNullException>();
        ((Action)(() => _ = Full with { ResourceQuotas = null! })).Should().Throw<ArgumentNullException>();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(-1)]
    public void Status_that_does_not_exist_is_refused(int status)
    {
        Action act = () => _ = Full with { Status = (TenantStatus)status };

        act.Should().Throw<ArgumentOutOfRangeException>().WithMessage("*Pending, Active, Suspended, Terminating*");
    }

    [Fact]
    public void ToString_shows_what_the_tenant_says() =>
        Full.ToString().Should().ContainAll("acme", "Tenant acme", "Hard", "[api, web]", "{region: north, tier: gold}", "gpu: 2");
}
