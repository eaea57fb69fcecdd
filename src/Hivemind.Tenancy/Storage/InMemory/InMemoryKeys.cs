namespace Hivemind.Tenancy.Storage;

/// <summary>
/// The keys under which something was made in this process. The object is their lock, taken after a tenant's and before the event log's, for
/// the whole of a step that comes with a key: nothing is made under it between the look and the write. What has ended goes with later writes.
/// </summary>
internal sealed class InMemoryKeys
{
    private readonly Dictionary<(string Scope, string Key), IdempotencyRecord> _records = [];
    private readonly Queue<((string Scope, string Key) Name, IdempotencyRecord Record)> _oldest = [];

    /// <summary>How many are kept.</summary>
    public int Count => _records.Count;

    public IdempotencyRecord? Find(IdempotencyKey key) => _records.GetValueOrDefault((key.Scope, key.Key));

    public void Write(IdempotencyKey key, IdempotencyRecord record)
    {
        while (_oldest.TryPeek(out var first) && IdempotencyRules.HasEnded(first.Record, record.CreatedAt))
        {
            _oldest.Dequeue();
            if (ReferenceEquals(_records.GetValueOrDefault(first.Name), first.Record))
            {
                _records.Remove(first.Name);
            }
        }

        _records[(key.Scope, key.Key)] = record;
        _oldest.Enqueue(((key.Scope, key.Key), record));
    }
}
