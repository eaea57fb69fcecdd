using System.Diagnostics.CodeAnalysis;

namespace Hivemind.Tenancy;

/// <summary>
/// Carries a tenant's context over a boundary: message headers, job arguments. Values are percent-encoded ASCII after <c>id:</c>, so that
/// no carrier takes one for a number, a date or a truth value and writes it another way; they are read with and without it. What
/// comes back is a <see cref="TenantContextClaim"/>, which must pass the verified door.
/// </summary>
/// <param name="tenants">Says which tenant of its id a context made by hand is for.</param>
public sealed class TenantContextPropagator(ITenantManager tenants)
{
    /// <summary>Key of the tenant id.</summary>
    public const string TenantKey = "hivemind-tenant";

    /// <summary>Key of the user id.</summary>
    public const string UserKey = "hivemind-user";

    /// <summary>Key of the tenant's uid.</summary>
    public const string UidKey = "hivemind-tenant-uid";

    /// <summary>A percent-encoded value never begins with it by itself.</summary>
    private const string Mark = "id:";

    private readonly ITenantManager _tenants = tenants ?? throw new ArgumentNullException(nameof(tenants));

    /// <summary>Writes a tenant's context to a carrier.</summary>
    /// <param name="context">The context, of a user in a tenant; no other kind travels.</param>
    /// <param name="carrier">What carries it, for instance a dictionary of headers.</param>
    /// <param name="set">Sets a key of the carrier to a value.</param>
    /// <param name="cancellationToken">Cancels the look-up of the uid.</param>
    /// <exception cref="ArgumentException"><paramref name="context"/> is of another kind than <see cref="TenantContextKind.Tenant"/>.</exception>
    /// <exception cref="TenantNotFoundException">The tenant of a context made by hand does not exist.</exception>
    public async ValueTask InjectAsync<TCarrier>(
        TenantContext context, TCarrier carrier, Action<TCarrier, string, string> set, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(set);
        if (context.TenantId is not { } tenantId)
        {
            throw new ArgumentException($"A context of kind {context.Kind} is never propagated, only that of a user in a tenant.", nameof(context));
        }

        TenantUid uid = context.TenantUid ?? await LookUpUidAsync(context, tenantId, cancellationToken).ConfigureAwait(false);
        set(carrier, TenantKey, Mark + tenantId.Value);
        set(carrier, UserKey, Mark + Uri.EscapeDataString(context.UserId!));
        set(carrier, UidKey, Mark + uid.ToString());
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
        string? uid = get(carrier, UidKey);
        if (tenant is null && user is null && uid is null)
        {
            return null;
        }

        if (!TenantId.TryParse(Read(tenant, TenantKey), out TenantId tenantId))
        {
            throw Malformed(TenantKey, "a tenant id");
        }

        string userId = Uri.UnescapeDataString(Read(user, UserKey));
        if (!TenantUid.TryParse(Lower(Read(uid, UidKey)), out TenantUid tenantUid))
        {
            throw Malformed(UidKey, "32 of 0-9 and a-f, not all 0");
        }

        try
        {
            return new TenantContextClaim(tenantId, userId, tenantUid);
        }
        catch (ArgumentException)
        {
            // Not passed on: it quotes the value, which anybody may have sent.
            throw Malformed(UserKey, $"a percent-encoded user id of 1 to {TenancyLimits.UserIdLength} characters");
        }
    }

    private static string Read(string? value, string key) => value switch
    {
        null => throw new FormatException($"The carrier holds part of a tenant context: '{key}' is missing."),
        _ when value.StartsWith(Mark, StringComparison.Ordinal) => value[Mark.Length..],
        _ => value,
    };

    [SuppressMessage("Globalization", "CA1308", Justification = "Hexadecimal digits mean the same in both cases, and a uid is written in lower case.")]
    private static string Lower(string uid) => uid.ToLowerInvariant();

    private static FormatException Malformed(string key, string expected) =>
        new($"The carrier holds a malformed tenant context: '{key}' is not {expected}.");

    /// <summary>Asked inside the context itself, which may read its own tenant wherever the caller stands.</summary>
    private async ValueTask<TenantUid> LookUpUidAsync(TenantContext context, TenantId tenantId, CancellationToken cancellationToken)
    {
        using (context.Enter())
        {
            return (await _tenants.GetTenantAsync(tenantId, cancellationToken).ConfigureAwait(false)).Uid;
        }
    }
}
