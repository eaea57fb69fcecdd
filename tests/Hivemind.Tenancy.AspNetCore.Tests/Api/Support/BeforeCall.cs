namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>What a test does before each call of a service, put there by <see cref="Intercept"/>.</summary>
internal sealed class BeforeCall<T>
    where T : class
{
    /// <summary>Called with the method's name before each call; may throw.</summary>
    public Action<string>? Before { get; set; }
}
