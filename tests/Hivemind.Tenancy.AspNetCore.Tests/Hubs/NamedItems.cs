namespace Hivemind.Tenancy.AspNetCore.Tests;

internal sealed class NamedItems<T>(IAsyncEnumerable<T> items) : INamedItems<T>
{
    public string Name => "named";

    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default) => items.GetAsyncEnumerator(cancellationToken);
}
