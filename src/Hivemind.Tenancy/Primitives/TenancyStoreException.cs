namespace Hivemind.Tenancy;

/// <summary>A store failed or did not answer. It says nothing about the tenant: never read it as "no such tenant" or "denied".</summary>
/// <param name="message">What failed.</param>
/// <param name="isTransient">Whether the same call, made again unchanged, may succeed.</param>
/// <param name="innerException">The cause.</param>
public sealed class TenancyStoreException(string message, bool isTransient, Exception? innerException = null)
    : TenancyException(message, innerException)
{
    /// <inheritdoc/>
    public override bool IsTransient { get; } = isTransient;
}
