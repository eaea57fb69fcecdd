using System.Globalization;

namespace Hivemind.Tenancy.Tests;

public sealed class QuotaDecisionTests
{
    private static readonly QuotaShortage Cpu = new("cpu", Requested: 2, Used: 7, Reserved: 0.5m, Limit: 8);
    private static readonly QuotaShortage Gpu = new("gpu", Requested: 1, Used: 4, Reserved: 0, Limit: 4);

    [Fact]
    public void Admitted_has_no_shortage()
    {
        QuotaDecision.Admitted.IsAdmitted.Should().BeTrue();
        QuotaDecision.Admitted.Shortages.Should().BeEmpty();
        QuotaDecision.Admitted.ToString().Should().Be("admitted");
    }

    [Fact]
    public void Refused_names_each_shortage_with_its_numbers()
    {
        QuotaDecision decision = QuotaDecision.Refused([Cpu, Gpu], Some.Time);

        decision.NextLeaseEndsAt.Should().Be(Some.Time);
        QuotaDecision.Refused([Cpu]).NextLeaseEndsAt.Should().BeNull();
        QuotaDecision.Admitted.NextLeaseEndsAt.Should().BeNull();
        decision.IsAdmitted.Should().BeFalse();
        decision.Shortages.Should().Equal(Cpu, Gpu);
        decision.ToString().Should().Be("cpu: requested 2, used 7, reserved 0.5, limit 8; gpu: requested 1, used 4, reserved 0, limit 4");
    }

    [Fact]
    public void ToString_does_not_depend_on_the_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo commas = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        commas.NumberFormat.NumberDecimalSeparator = ",";
        CultureInfo.CurrentCulture = commas;
        try
        {
            Cpu.ToString().Should().Contain("reserved 0.5");
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Refused_without_a_shortage_is_refused()
    {
        ((Action)(() => QuotaDecision.Refused([]))).Should().Throw<ArgumentException>().WithMessage("*at least one*");
        ((Action)(() => QuotaDecision.Refused(null!))).Should().Throw<ArgumentNullException>();
        ((Action)(() => QuotaDecision.Refused([null!]))).Should().Throw<ArgumentException>();
    }

    [Fact]
    public void Decisions_that_say_the_same_are_equal()
    {
        QuotaDecision.Refused([Cpu, Gpu]).Should().Be(QuotaDecision.Refused(new List<QuotaShortage> { Cpu, Gpu with { } }));
        QuotaDecision.Refused([Cpu]).Should().NotBe(QuotaDecision.Refused([Cpu with { Requested = 3 }]));
        QuotaDecision.Refused([Cpu]).Should().NotBe(QuotaDecision.Refused([Cpu], Some.Time));
        QuotaDecision.Refused([Cpu]).Should().NotBe(QuotaDecision.Admitted);
    }

    [Fact]
    public void Shortages_do_not_change_with_the_list_they_came_from()
    {
        List<QuotaShortage> given = [Cpu];
        QuotaDecision decision = QuotaDecision.Refused(given);

        given.Clear();

        decision.Shortages.Should().Equal(Cpu);
        decision.IsAdmitted.Should().BeFalse();
    }
}
