namespace Hivemind.Tenancy.AspNetCore;

/// <summary>Options of <c>MapTenantApi</c>.</summary>
public sealed class TenantApiOptions
{
    private const long MinBodyBytes = 1 << 10;
    private const long MostBodyBytes = 16 << 20;

    /// <summary>
    /// The user as whom anonymous requests act, 1 to 256 characters; null, as it is unless set, for nobody. It counts only where the
    /// host allows anonymous requests: <c>app.MapTenantApi(...).AllowAnonymous()</c>. What that user may do is what the host binds to it.
    /// </summary>
    /// <exception cref="ArgumentException">It is no user id.</exception>
    public string? AnonymousUserId { get; set => field = value is null ? null : RoleSubject.User(value).Id; }

    /// <summary>Longest body of a request in bytes, 1 KiB to 16 MiB; a longer one is answered with 413. 1 MiB unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is out of its range.</exception>
    public long MaxBodyBytes
    {
        get;
        set => field = value is >= MinBodyBytes and <= MostBodyBytes ? value : throw new ArgumentOutOfRangeException(
            nameof(value), value, $"The longest body is {MinBodyBytes} to {MostBodyBytes} bytes.");
    }
    = 1 << 20;
}
