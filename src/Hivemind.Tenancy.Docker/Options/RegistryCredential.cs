namespace Hivemind.Tenancy.Docker;

/// <summary>With what somebody signs in to a registry.</summary>
/// <param name="userName">The name.</param>
/// <param name="password">The password, or a token.</param>
public sealed class RegistryCredential(string userName, string password)
{
    /// <summary>The name.</summary>
    public string UserName { get; } = userName ?? throw new ArgumentNullException(nameof(userName));

    /// <summary>The password, or a token.</summary>
    public string Password { get; } = password ?? throw new ArgumentNullException(nameof(password));
}
