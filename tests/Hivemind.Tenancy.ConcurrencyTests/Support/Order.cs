namespace Hivemind.Tenancy.ConcurrencyTests;

/// <summary>Tells which of two moments of a schedule came first.</summary>
internal sealed class Order
{
    private int _last;

    public int Next() => Interlocked.Increment(ref _last);
}
