namespace Hivemind.Tenancy.Workloads;

/// <summary>The host's secrets. An engine asks when a container starts, and keeps the answer nowhere. Registered as a singleton.</summary>
public interface ISecretResolver
{
    /// <summary>What a reference stands for.</summary>
    /// <param name="app">The app that asks: its tenant, with its uid, and its namespace say what it may see.</param>
    /// <param name="secret">The reference.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    /// <returns>The secret; null when there is none that the app may see, and then the container does not start.</returns>
    ValueTask<string?> ResolveAsync(AppKey app, SecretReference secret, CancellationToken cancellationToken);
}
