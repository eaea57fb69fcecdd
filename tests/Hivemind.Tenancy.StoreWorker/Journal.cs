namespace Hivemind.Tenancy.StoreWorker;

/// <summary>
/// What a worker begins and what was acknowledged to it, a line each, flushed at once: <c>begin VERB TENANT ID UNITS</c>
/// before a call, <c>done VERB TENANT ID UNITS</c> after it. When it was killed, this says what must be in the database,
/// what must not, and what may be.
/// </summary>
internal sealed class Journal(TextWriter writer)
{
    public void Begin(string verb, TenantId tenant, string id, long units = 0) => Write("begin", verb, tenant, id, units);

    public void Done(string verb, TenantId tenant, string id, long units = 0) => Write("done", verb, tenant, id, units);

    private void Write(string what, string verb, TenantId tenant, string id, long units)
    {
        lock (writer)
        {
            writer.WriteLine($"{what} {verb} {tenant} {id} {units}");
            writer.Flush();
        }
    }
}
