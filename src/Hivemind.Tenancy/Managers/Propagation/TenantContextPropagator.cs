using System.Globalization;

namespace Hivemind.Tenancy;

/// <summary>
/// Carries a tenant's context over a boundary: message headers, job arguments. Values are percent-encoded ASCII. What comes
/// back is a <see cref="TenantContextClaim"/>, which must pass the verified door.
/// </summary>
/// <param name="tenants">Says which incarnation a context made by hand is for.</param>
public sealed class TenantContextPropagator(ITenantManager tenants)
{
    /// <summary>Key of the tenant id.</summary>
    public const string TenantKey = "hivemind-tenant";

    /// <summary>Key of the user id.</summary>
    public const string UserKey = "hivemind-user";

    /// <summary>Key of the incarnation, an ISO 8601 time.</summary>
    public const string CreatedKey = "hivemind-tenant-created";

    private readonly ITenantManager _tenants = tenants ?? throw new ArgumentNullException(nameof(tenants));

    /// <summary>Writes a tenant's context to a carrier.</summary>
    /// <param name="context">The context; never a System context.</param>
    /// <param name="carrier">What carries it, for instance a dictionary of headers.</param>
    /// <param name="set">Sets a key of the carrier to a value.</param>
    /// <param name="cancellationToken">Cancels the look-up of the incarnation.</param>
    /// <exception cref="ArgumentException"><paramref name="context"/> is a System context, which never leaves the process.</exception>
    /// <exception cref="TenantNotFoundException">The tenant of a context made by hand does not exist.</exception>
    public async ValueTask InjectAsync<TCarrier>(
        TenantContext context, TCarrier carrier, Action<TCarrier, string, string> set, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(set);
        if (context.TenantId is not { } tenantId)
        {
            throw new ArgumentException("A System context is never propagated.", nameof(context));
        }

        DateTimeOffset createdAt = context.TenantCreatedAt ?? await LookUpIncarnationAsync(context, tenantId, cancellationToken).ConfigureAwait(false);
        set(carrier, TenantKey, tenantId.Value);
        set(carrier, UserKey, Uri.EscapeDataString(context.UserId));
        set(carrier, CreatedKey, createdAt.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
    }

    /// <summary>Reads a claim from a carrier; null when it carries none.</summary>
    /// <param name="carrier">What carries it.</param>
    /// <param name="get">Gets the value of a key of the carrier; null when it is absent.</param>
    /// <exception cref="FormatException">It carries part of a claim or a malformed one: that is not the same as none. The message names the key, never its value.</exception>
    public static TenantContextClaim? Extract<TCarrier>(TCarrier carrier, Func<TCarrier, string, string?> get)
    {
        ArgumentNullException.ThrowIfNull(get);
        string? tenant = get(carrier, TenantKey);
        string? user = get(carrier, UserKey);
        string? created = get(carrier, CreatedKey);
        if (tenant is null && user is null && created is null)
        {
            return null;
        }

        if (!TenantId.TryParse(Present(tenant, TenantKey), out TenantId tenantId))
        {
            throw Malformed(TenantKey, "a tenant id");
        }

        string userId = Uri.UnescapeDataString(Present(user, UserKey));
        if (!DateTimeOffset.TryParseExact(
            Present(created, CreatedKey), "O", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset createdAt))
        {
            throw Malformed(CreatedKey, "an ISO 8601 time in full");
        }

        try
        {
            return new TenantContextClaim(tenantId, userId, createdAt);
        }
        catch (ArgumentException)
        {
            // Not passed on: it quotes the value, which anybody may have sent.
            throw Malformed(UserKey, $"a percent-encoded user id of 1 to {TenancyLimits.UserIdLength} characters");
        }
    }

    private static string Present(string? value, string key) =>
        value ?? throw new FormatException($"The carrier holds part of a tenant context: '{key}' is missing.");

    private static FormatException Malformed(string key, string expected) =>
        new($"The carrier holds a malformed tenant context: '{key}' is not {expected}.");

    /// <summary>Asked inside the context itself, which may read its own tenant wherever the caller stands.</summary>
    private async ValueTask<DateTimeOffset> LookUpIncarnationAsync(TenantContext context, TenantId tenantId, CancellationToken cancellationToken)
    {
        using (context.Enter())
        {
            return (await _tenants.GetTenantAsync(tenantId, cancellationToken).ConfigureAwait(false)).CreatedAt;
        }
    }
}
