namespace Hivemind.Tenancy.Workloads;

/// <summary>The name of a secret. The host resolves it when a container starts (<see cref="ISecretResolver"/>); what it stands for is kept nowhere.</summary>
public sealed record SecretReference
{
    /// <summary>Names a secret.</summary>
    /// <param name="name">As the host's resolver knows it: 1 to 256 characters on one line.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is malformed.</exception>
    public SecretReference(string name) => Name = AppRules.Line(name, nameof(Name), 256);

    /// <summary>As the host's resolver knows it.</summary>
    public string Name { get; }
}
