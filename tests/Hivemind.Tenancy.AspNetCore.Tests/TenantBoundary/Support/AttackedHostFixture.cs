namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>One <see cref="AttackedHost"/> for a class of attacks, none of which may leave anything behind in globex.</summary>
public sealed class AttackedHostFixture : IAsyncLifetime
{
    internal AttackedHost Host { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Host = await AttackedHost.StartAsync();

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
