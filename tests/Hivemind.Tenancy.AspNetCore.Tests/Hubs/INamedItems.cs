namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>A host's own kind of stream.</summary>
public interface INamedItems<out T> : IAsyncEnumerable<T>
{
    string Name { get; }
}
