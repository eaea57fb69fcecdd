namespace Hivemind.Tenancy.Workloads;

/// <summary>What is held for a change while it is made. The reservation may be replaced by a newer one of the same.</summary>
internal sealed class Hold(ResourceReservation reservation)
{
    private ResourceReservation _reservation = reservation;

    public ResourceReservation Reservation => Volatile.Read(ref _reservation);

    public void Replace(ResourceReservation reservation) => Volatile.Write(ref _reservation, reservation);
}
