using CsCheck;

namespace Hivemind.Tenancy.Tests;

/// <summary>What moves between versions do to tenants, over random plans and settings of their own.</summary>
public sealed class PlanRulesTests
{
    private static readonly string[] Keys = ["a", "b", "c"];
    private static readonly IsolationLevel?[] Levels = [null, IsolationLevel.Soft, IsolationLevel.Hard, IsolationLevel.NetworkOnly];

    /// <summary>What a plan or a tenant may say: each key, or nothing of it.</summary>
    private static readonly Gen<TenantPlan> AnyPlan =
        from version in Gen.Int[1, 1000]
        from isolation in Gen.Int[0, 3].Select(i => Levels[i])
        from cpu in Gen.Int[0, 3]
        from containers in Gen.Int[0, 3]
        from other in Values(3)
        from budgets in Values(3)
        from labels in Values(3)
        from parameters in Values(3)
        select new TenantPlan("gold")
        {
            Version = version,
            IsolationLevel = isolation,
            ResourceQuotas = new ResourceQuotas
            {
                CpuCores = cpu == 0 ? null : cpu / 2m,
                Containers = containers == 0 ? null : containers - 1,
                Other = other.ToDictionary(o => o.Key, o => (decimal)o.Value),
            },
            Budgets = budgets.ToDictionary(b => b.Key, b => new ConsumptionBudget(b.Value, CalendarUnit.Day)),
            Labels = labels.ToDictionary(l => l.Key, l => $"{l.Value}"),
            Parameters = parameters.ToDictionary(p => p.Key, p => $"{p.Value}"),
        };

    [Fact]
    public void Moving_to_the_version_that_a_tenant_is_on_changes_nothing() =>
        Gen.Select(AnyPlan, AnyPlan).Sample((plan, own) =>
        {
            Tenant tenant = With(own) with { Plan = plan.Reference };
            PlanRules.Move(tenant, plan, plan).Should().Be(tenant);
        });

    [Fact]
    public void A_tenant_without_settings_of_its_own_says_what_the_plan_says_after_every_move() =>
        AnyPlan.Array[1, 6].Sample(versions =>
        {
            Tenant tenant = MadeFrom(versions[0]);
            foreach ((TenantPlan from, TenantPlan to) in versions.Zip(versions.Skip(1)))
            {
                tenant = PlanRules.Move(tenant, from, to);
                tenant.Should().Be(MadeFrom(to));
            }
        });

    [Fact]
    public void There_and_back_is_as_it_was() =>
        Gen.Select(AnyPlan, AnyPlan).Sample((one, other) =>
            PlanRules.Move(PlanRules.Move(MadeFrom(one), one, other), other, one).Should().Be(MadeFrom(one)));

    /// <summary>Marks are what no plan says, so they stay settings of its own, and so does what was taken away.</summary>
    [Fact]
    public void Settings_of_its_own_survive_every_sequence_of_moves_and_nothing_else_does() =>
        Gen.Select(AnyPlan.Array[2, 6], Gen.Int[0, 2].Select(i => Keys[i]), Gen.Bool).Sample((versions, key, takesAway) =>
        {
            Tenant tenant = MadeFrom(versions[0]);
            bool isOwn = !takesAway || versions[0].Labels.ContainsKey(key);
            tenant = tenant with
            {
                IsolationLevel = IsolationLevel.Custom(IsolationLevel.Hard.Settings),
                ResourceQuotas = tenant.ResourceQuotas with { Containers = 77 },
                Budgets = Set(tenant.Budgets, key, new ConsumptionBudget(77, CalendarUnit.Month)),
                Labels = takesAway ? tenant.Labels.Where(l => l.Key != key).ToDictionary() : Set(tenant.Labels, key, "own"),
                Parameters = Set(tenant.Parameters, key, "own"),
            };
            foreach ((TenantPlan from, TenantPlan to) in versions.Zip(versions.Skip(1)))
            {
                if (takesAway && isOwn && !from.Labels.ContainsKey(key))
                {
                    // The plan came to say nothing of it either: from there on it is the plan's again.
                    isOwn = false;
                }

                tenant = PlanRules.Move(tenant, from, to);
            }

            TenantPlan last = versions[^1];
            Tenant plain = MadeFrom(last);
            tenant.Should().Be(plain with
            {
                IsolationLevel = IsolationLevel.Custom(IsolationLevel.Hard.Settings),
                ResourceQuotas = plain.ResourceQuotas with { Containers = 77 },
                Budgets = Set(plain.Budgets, key, new ConsumptionBudget(77, CalendarUnit.Month)),
                Labels = takesAway ? isOwn ? plain.Labels.Where(l => l.Key != key).ToDictionary() : plain.Labels : Set(plain.Labels, key, "own"),
                Parameters = Set(plain.Parameters, key, "own"),
            });
        });

    [Fact]
    public void A_tenant_on_no_plan_keeps_all_that_it_says_and_takes_the_rest() =>
        Gen.Select(AnyPlan, AnyPlan).Sample((own, plan) =>
        {
            Tenant moved = PlanRules.Move(With(own), from: null, plan);
            Tenant filled = Made(PlanRules.Fill(SpecOf(own), plan));
            moved.Should().Be(filled with { IsolationLevel = With(own).IsolationLevel == IsolationLevel.Soft ? plan.IsolationLevel ?? IsolationLevel.Soft : filled.IsolationLevel });
        });

    [Fact]
    public void What_changes_is_said_by_member_and_key()
    {
        TenantPlan one = new("gold")
        {
            Version = 1,
            ResourceQuotas = new ResourceQuotas { CpuCores = 1.5m, Other = new Dictionary<string, decimal> { ["gpu"] = 2 } },
            Labels = new Dictionary<string, string> { ["tier"] = "gold" },
        };
        TenantPlan two = new("gold")
        {
            Version = 2,
            IsolationLevel = IsolationLevel.Hard,
            ResourceQuotas = new ResourceQuotas { CpuCores = 2 },
            Budgets = new Dictionary<string, ConsumptionBudget> { ["tokens"] = new(5, CalendarUnit.Day) { IsPostPaid = true, TimeZoneId = "Europe/Berlin" } },
            Labels = one.Labels,
        };

        PlanRules.Changes(MadeFrom(one), MadeFrom(two)).Should().Equal(
            new PlanChange("IsolationLevel", null, "Soft", "Hard"),
            new PlanChange("ResourceQuotas", "cpu", "1.5", "2"),
            new PlanChange("ResourceQuotas", "gpu", "2", null),
            new PlanChange("Budgets", "tokens", null, "5 a Day of Europe/Berlin, post-paid"));
    }

    [Fact]
    public void Nobody_gets_more_than_a_tenant_may_say()
    {
        TenantPlan full = new("gold") { Version = 1, Labels = Enumerable.Range(0, 64).ToDictionary(i => $"p{i}", _ => "") };
        TenantSpec spec = Some.Spec() with { Labels = new Dictionary<string, string> { ["own"] = "" } };

        FluentActions.Invoking(() => PlanRules.Fill(spec, full)).Should().Throw<ArgumentException>().WithMessage("65 labels*");
        FluentActions.Invoking(() => PlanRules.Move(Some.Tenant() with { Labels = spec.Labels }, null, full)).Should().Throw<ArgumentException>().WithMessage("65 labels*");
        TenantPlan resources = new("gold") { Version = 1, ResourceQuotas = new ResourceQuotas { Other = Enumerable.Range(0, 64).ToDictionary(i => $"r{i}", _ => 1m) } };
        FluentActions.Invoking(() => PlanRules.Move(
            Some.Tenant() with { ResourceQuotas = new ResourceQuotas { Other = new Dictionary<string, decimal> { ["own"] = 1 } } }, null, resources))
            .Should().Throw<ArgumentException>().WithMessage("65 quotas*");
    }

    [Fact]
    public void Longer_values_do_not_get_among_labels_through_parameters()
    {
        Tenant tenant = Some.Tenant() with { Parameters = new Dictionary<string, string> { ["long"] = new('x', 64) } };

        FluentActions.Invoking(() => tenant with { Labels = tenant.Parameters }).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => tenant with { Parameters = new Dictionary<string, string> { ["long"] = new('x', 1025) } }).Should().Throw<ArgumentException>();
    }

    private static Gen<Dictionary<string, int>> Values(int most) =>
        Gen.Int[0, most].Array[Keys.Length].Select(values => Keys.Zip(values).Where(v => v.Second > 0).ToDictionary(v => v.First, v => v.Second));

    private static TenantSpec SpecOf(TenantPlan own) => Some.Spec() with
    {
        IsolationLevel = own.IsolationLevel,
        ResourceQuotas = own.ResourceQuotas,
        Budgets = own.Budgets,
        Labels = own.Labels,
        Parameters = own.Parameters,
    };

    private static Tenant With(TenantPlan own) => Made(SpecOf(own));

    private static Tenant MadeFrom(TenantPlan plan) => Made(PlanRules.Fill(Some.Spec(), plan));

    private static Tenant Made(TenantSpec spec) => spec.ToTenant(Some.Time) with { Uid = Some.Uid };

    private static Dictionary<string, T> Set<T>(IReadOnlyDictionary<string, T> map, string key, T value) => new(map) { [key] = value };
}
