using NSubstitute;

namespace Hivemind.Tenancy.Tests;

public sealed class ReservationResultTests
{
    private static readonly QuotaDecision Refusal = QuotaDecision.Refused([new QuotaShortage("gpu", 1, 4, 0, 4)]);

    [Fact]
    public void Admitted_carries_the_reservation()
    {
        ResourceReservation reservation = Substitute.For<ResourceReservation>();

        ReservationResult result = ReservationResult.Admitted(reservation);

        result.IsAdmitted.Should().BeTrue();
        result.Reservation.Should().BeSameAs(reservation);
        result.Decision.Should().Be(QuotaDecision.Admitted);
    }

    [Fact]
    public void Refused_carries_the_decision_and_no_reservation()
    {
        ReservationResult result = ReservationResult.Refused(Refusal);

        result.IsAdmitted.Should().BeFalse();
        result.Reservation.Should().BeNull();
        result.Decision.Should().BeSameAs(Refusal);
    }

    [Fact]
    public void Refused_with_an_admission_is_refused()
    {
        ((Action)(() => ReservationResult.Refused(QuotaDecision.Admitted))).Should().Throw<ArgumentException>();
        ((Action)(() => ReservationResult.Refused(null!))).Should().Throw<ArgumentNullException>();
        ((Action)(() => ReservationResult.Admitted(null!))).Should().Throw<ArgumentNullException>();
    }

    [Fact]
    public void Default_is_neither_admitted_nor_a_decision()
    {
        ReservationResult result = default;

        result.IsAdmitted.Should().BeFalse();
        result.Reservation.Should().BeNull();
        result.Invoking(r => r.Decision).Should().Throw<InvalidOperationException>().WithMessage("*default(ReservationResult)*");
    }

    [Fact]
    public void ToString_works_for_all_of_them()
    {
        ReservationResult.Admitted(Substitute.For<ResourceReservation>()).ToString().Should().Contain("admitted");
        ReservationResult.Refused(Refusal).ToString().Should().Contain("gpu: requested 1");
        default(ReservationResult).Invoking(r => r.ToString()).Should().NotThrow();
    }

    [Fact]
    public void Reservation_is_committed_once_it_does_not_end()
    {
        ResourceReservation reservation = Substitute.For<ResourceReservation>();

        reservation.ExpiresAt.Returns(Some.Time);
        reservation.IsCommitted.Should().BeFalse();
        reservation.ExpiresAt.Returns((DateTimeOffset?)null);
        reservation.IsCommitted.Should().BeTrue();
    }
}
