namespace Hivemind.Tenancy;

/// <summary>
/// Names one request, however often it is sent: what it asks for is done once within <see cref="Life"/>, by any host of the store. Sent
/// again, it is answered with what it made, as that is now; once that is gone, or when the key comes with another request, it is refused
/// (<see cref="IdempotencyKeyConflictException"/>). A request that was refused or has failed leaves its key free.
/// </summary>
public sealed record IdempotencyKey
{
    /// <summary>How long a key stands for its request: 24 hours from when that was done, by the store's time.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromHours(24);

    /// <summary>Makes a key.</summary>
    /// <param name="scope">Whose keys it is among: name the caller, the operation and, where there is one, the tenant by its uid. 1 to 256 characters.</param>
    /// <param name="key">What the caller named the request, unique within the scope. 1 to 256 characters.</param>
    /// <param name="fingerprint">Stands for all that the request asks for, a hash of it for instance. 1 to 256 characters.</param>
    public IdempotencyKey(string scope, string key, string fingerprint)
    {
        Scope = Requires.Line(scope, "Scope", TenancyLimits.IdempotencyKeyLength);
        Key = Requires.Line(key, "Key", TenancyLimits.IdempotencyKeyLength);
        Fingerprint = Requires.Line(fingerprint, "Fingerprint", TenancyLimits.IdempotencyKeyLength);
    }

    /// <summary>Whose keys it is among.</summary>
    public string Scope { get; }

    /// <summary>What the caller named the request, unique within the scope.</summary>
    public string Key { get; }

    /// <summary>Stands for all that the request asks for.</summary>
    public string Fingerprint { get; }
}
