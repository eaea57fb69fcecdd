namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>One <see cref="SmugglingHost"/> for a class of attacks, none of which may leave anything behind in globex.</summary>
public sealed class SmugglingFixture : IAsyncLifetime
{
    internal SmugglingHost Host { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Host = await SmugglingHost.StartAsync();

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
