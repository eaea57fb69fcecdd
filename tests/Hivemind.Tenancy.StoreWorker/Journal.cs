namespace Hivemind.Tenancy.StoreWorker;

/// <summary>
/// What a worker begins and what was acknowledged to it, a line each, flushed at once: <c>begin VERB TENANT ID UNITS</c>
/// before a call, <c>done VERB TENANT ID UNITS</c> after it, or <c>refused</c> where it is known to have done nothing. When it was killed, this
/// says what must be in the database, what must not, and what may be. A last word is the store's time of the step, in ticks, where it is known.
/// </summary>
internal sealed class Journal(TextWriter writer)
{
    public void Begin(string verb, TenantId tenant, string id, long units = 0) => Write("begin", verb, tenant, id, units, at: 0);

    public void Done(string verb, TenantId tenant, string id, long units = 0, long at = 0) => Write("done", verb, tenant, id, units, at);

    public void Refused(string verb, TenantId tenant, string id, long units = 0) => Write("refused", verb, tenant, id, units, at: 0);

    /// <summary>What the library must never do, and did.</summary>
    public void Fault(string verb, TenantId tenant, string id, long units = 0) => Write("fault", verb, tenant, id, units, at: 0);

    private void Write(string what, string verb, TenantId tenant, string id, long units, long at)
    {
        lock (writer)
        {
            writer.WriteLine(at == 0 ? $"{what} {verb} {tenant} {id} {units}" : $"{what} {verb} {tenant} {id} {units} {at}");
            writer.Flush();
        }
    }
}
