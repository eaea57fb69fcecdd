using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Hivemind.Tenancy;

/// <summary>
/// A tenant as callers name it: by its id, and where they looked at it before, by the uid they saw. With a uid, a tenant that was
/// deleted and made again under the id since is not found; without one, whoever holds the id at that moment is meant. Made from a
/// <see cref="TenantId"/> or a <see cref="Tenant"/> by itself.
/// </summary>
/// <example><code>
/// await quotas.ReleaseAsync(tenantId, "job-7"); // whoever holds the id now
/// await quotas.ReleaseAsync(tenant, "job-7");   // this one, or none
/// </code></example>
[JsonConverter(typeof(TenantReferenceJsonConverter))]
public readonly record struct TenantReference
{
    private readonly TenantId _id;
    private readonly TenantUid _uid;

    /// <summary>Names a tenant.</summary>
    /// <param name="id">The id.</param>
    /// <param name="uid">Which of that id; null for whoever holds it.</param>
    /// <exception cref="ArgumentException"><paramref name="id"/> or <paramref name="uid"/> is <c>default</c>.</exception>
    public TenantReference(TenantId id, TenantUid? uid = null)
    {
        _id = Requires.TenantId(id);
        _uid = uid is { } value ? Requires.TenantUid(value, nameof(uid)) : default;
    }

    /// <summary>The id.</summary>
    public TenantId Id => _id;

    /// <summary>Which of that id; null for whoever holds it.</summary>
    public TenantUid? Uid => _uid.IsDefault ? null : _uid;

    /// <summary>Whether this is <c>default(TenantReference)</c>, which names nobody and is refused wherever a tenant is named.</summary>
    public bool IsDefault => _id.IsDefault;

    /// <summary>Whether it says which tenant of the id is meant.</summary>
    internal bool HasUid => !_uid.IsDefault;

    /// <exception cref="ArgumentException">It is <c>default(TenantReference)</c>.</exception>
    internal TenantReference Validated(string paramName) =>
        IsDefault ? throw new ArgumentException("default(TenantReference) names nobody: give a Tenant, or what TenantId.Parse or TryParse returned.", paramName) : this;

    /// <summary>Whoever holds the id.</summary>
    public static implicit operator TenantReference(TenantId id) => new(id);

    /// <summary>This tenant, and none that is made under its id later.</summary>
    public static implicit operator TenantReference(Tenant tenant)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        return new TenantReference(tenant.Id, tenant.Uid);
    }

    /// <summary>As the implicit conversion.</summary>
    public static TenantReference FromTenantId(TenantId id) => id;

    /// <summary>As the implicit conversion.</summary>
    public static TenantReference FromTenant(Tenant tenant) => tenant;

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    /// <exception cref="FormatException"><paramref name="text"/> is malformed.</exception>
    public static TenantReference Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out TenantReference tenant) ? tenant : throw new FormatException(
            $"'{text}' names no tenant: an id ({TenancyLimits.LabelRule}), with @ and a uid (32 of 0-9 and a-f) or without.");
    }

    /// <summary>Reads what <see cref="ToString"/> writes; false when it is malformed.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out TenantReference tenant)
    {
        tenant = default;
        int at = text?.IndexOf('@', StringComparison.Ordinal) ?? -1;
        TenantUid uid = default;
        if (!TenantId.TryParse(at < 0 ? text : text![..at], out TenantId id) || (at >= 0 && !TenantUid.TryParse(text![(at + 1)..], out uid)))
        {
            return false;
        }

        tenant = new TenantReference(id, at < 0 ? null : uid);
        return true;
    }

    /// <summary>Whether a tenant of this id with that uid is meant.</summary>
    public bool Names(TenantUid uid) => _uid.IsDefault || _uid == uid;

    /// <summary>Whether that tenant is meant: its id, and its uid where one is named.</summary>
    public bool Names(Tenant tenant)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        return _id == tenant.Id && Names(tenant.Uid);
    }

    /// <summary>By the uid alone where it is named: it is random, so it needs no hashing of text.</summary>
    public override int GetHashCode() => _uid.IsDefault ? _id.GetHashCode() : _uid.GetHashCode();

    /// <summary>The id, with <c>@</c> and the uid where it is named.</summary>
    public override string ToString() => _uid.IsDefault ? _id.ToString() : $"{_id}@{_uid}";
}
