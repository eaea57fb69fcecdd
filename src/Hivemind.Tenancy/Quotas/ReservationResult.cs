using System.Diagnostics.CodeAnalysis;

namespace Hivemind.Tenancy;

/// <summary>What <see cref="IQuotaManager.TryReserveAsync"/> came to: a reservation, or the refusal. <c>default</c> is neither and succeeded not.</summary>
public readonly record struct ReservationResult
{
    private readonly QuotaDecision? _decision;

    private ReservationResult(ResourceReservation? reservation, QuotaDecision decision)
    {
        Reservation = reservation;
        _decision = decision;
    }

    /// <summary>Whether it fits and is held.</summary>
    [MemberNotNullWhen(true, nameof(Reservation))]
    public bool IsAdmitted => Reservation is not null;

    /// <summary>What is held; null when it does not fit.</summary>
    public ResourceReservation? Reservation { get; }

    /// <summary>Why it does not fit.</summary>
    public QuotaDecision Decision => _decision ?? throw new InvalidOperationException("default(ReservationResult) is no decision.");

    /// <summary>A success.</summary>
    /// <param name="reservation">What is held.</param>
    public static ReservationResult Admitted(ResourceReservation reservation)
    {
        ArgumentNullException.ThrowIfNull(reservation);
        return new ReservationResult(reservation, QuotaDecision.Admitted);
    }

    /// <summary>A refusal.</summary>
    /// <param name="decision">Why.</param>
    public static ReservationResult Refused(QuotaDecision decision)
    {
        ArgumentNullException.ThrowIfNull(decision);
        return decision.IsAdmitted
            ? throw new ArgumentException("The decision is no refusal.", nameof(decision))
            : new ReservationResult(null, decision);
    }

    /// <summary><c>admitted</c>, or the shortages; <c>undecided</c> for <c>default</c>.</summary>
    public override string ToString() => _decision?.ToString() ?? "undecided";
}
