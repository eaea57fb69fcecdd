namespace Hivemind.Tenancy.Workloads;

/// <summary>What is held for a change while it is made. The reservation may be replaced by a newer one of the same.</summary>
internal sealed class Hold(ResourceReservation reservation)
{
    private ResourceReservation _reservation = reservation;

    public ResourceReservation Reservation => Volatile.Read(ref _reservation);

    /// <summary>Whether it was replaced: then somebody else may have freed, with the former, what they stopped or removed.</summary>
    public bool IsReplaced { get; private set; }

    public void Replace(ResourceReservation reservation)
    {
        Volatile.Write(ref _reservation, reservation);
        IsReplaced = true;
    }
}
