namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>Writes down in whose context it is started and disposed of.</summary>
internal sealed class NamedItems<T>(IAsyncEnumerable<T> items, HubJournal journal) : INamedItems<T>
{
    public string Name => "named";

    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        journal.Write("started", Ambient.Who);
        return new Enumerator(items.GetAsyncEnumerator(cancellationToken), journal);
    }

    private sealed class Enumerator(IAsyncEnumerator<T> items, HubJournal journal) : IAsyncEnumerator<T>
    {
        public T Current => items.Current;

        public ValueTask<bool> MoveNextAsync() => items.MoveNextAsync();

        public async ValueTask DisposeAsync()
        {
            await items.DisposeAsync();
            journal.Write("disposed", Ambient.Who);
        }
    }
}
