using System.Text.Json;

namespace Hivemind.Tenancy.Tests;

public sealed class ConsumptionBudgetTests
{
    [Fact]
    public void Budget_says_what_it_is_made_of()
    {
        ConsumptionBudget budget = new(1_000_000, CalendarUnit.Month) { TimeZoneId = "Europe/Berlin", IsPostPaid = true };

        budget.Should().Be(new ConsumptionBudget(1_000_000, CalendarUnit.Month) { TimeZoneId = "Europe/Berlin", IsPostPaid = true });
        budget.Should().NotBe(budget with { TimeZoneId = "UTC" }).And.NotBe(budget with { IsPostPaid = false });
        (budget with { Limit = 5 }).Zone.Id.Should().Be("Europe/Berlin");
        new ConsumptionBudget(1, CalendarUnit.Day).TimeZoneId.Should().Be("UTC");
        JsonSerializer.Deserialize<ConsumptionBudget>(JsonSerializer.Serialize(budget)).Should().Be(budget);
    }

    [Fact]
    public void What_no_budget_can_be_is_refused()
    {
        FluentActions.Invoking(() => new ConsumptionBudget(-1, CalendarUnit.Day)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => new ConsumptionBudget(ConsumptionAmounts.MaxAmount + 1, CalendarUnit.Day)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => new ConsumptionBudget(1, 0)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => new ConsumptionBudget(1, CalendarUnit.Day) { TimeZoneId = "Europe/Atlantis" }).Should().Throw<ArgumentException>().WithMessage("*Europe/Atlantis*");
    }

    [Fact]
    public void Tenants_with_equal_budgets_are_equal_and_keep_their_own_copy()
    {
        Dictionary<string, ConsumptionBudget> budgets = new() { ["tokens"] = new(5, CalendarUnit.Day), ["requests"] = new(9, CalendarUnit.Minute) };
        Tenant tenant = Some.Tenant() with { Budgets = budgets };
        Tenant same = Some.Tenant() with { Budgets = budgets.Reverse().ToDictionary() };

        budgets.Clear();

        tenant.Should().Be(same);
        tenant.Budgets.Should().HaveCount(2);
        tenant.Should().NotBe(Some.Tenant());
        FluentActions.Invoking(() => tenant with { Budgets = new Dictionary<string, ConsumptionBudget> { ["a b"] = new(1, CalendarUnit.Day) } }).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => tenant with { Budgets = new Dictionary<string, ConsumptionBudget> { ["a"] = null! } }).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => tenant with { Budgets = Enumerable.Range(0, 65).ToDictionary(i => $"m{i}", _ => new ConsumptionBudget(1, CalendarUnit.Day)) })
            .Should().Throw<ArgumentException>().WithMessage("65 budgets*");
    }

    [Fact]
    public void Refusal_says_when_it_may_be_asked_again()
    {
        BudgetUsage day = new("a", 10, 9, 0, Some.Time, Some.Time.AddDays(1), IsPostPaid: false);
        BudgetUsage minute = new("b", 10, 2, 3, Some.Time, Some.Time.AddMinutes(1), IsPostPaid: false);

        BudgetDecision.Refused([new BudgetShortage(2, day), new BudgetShortage(6, minute)]).RetryAt.Should().Be(Some.Time.AddDays(1));
        BudgetDecision.Refused([new BudgetShortage(2, day), new BudgetShortage(11, minute)]).RetryAt.Should().BeNull("more than a whole budget never fits");
        BudgetDecision.Admitted.RetryAt.Should().BeNull();
        (day.Left, minute.Left, (minute with { Used = 12 }).Left, (minute with { Used = 12 }).Over, (minute with { Limit = null }).Left)
            .Should().Be((1, 5, 0, 2, null));
        FluentActions.Invoking(() => BudgetDecision.Refused([])).Should().Throw<ArgumentException>();
        new BudgetExceededException(Some.TenantId, BudgetDecision.Refused([new BudgetShortage(6, minute)])).Message
            .Should().Contain("b: requested 6, used 2, held 3, limit 10 until 2026-03-14T15:10:26");
    }
}
