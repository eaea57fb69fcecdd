namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>
/// Whose a role or a group is, as it is stored: empty for the platform, else the tenant as <see cref="TenantReference.ToString"/> writes it,
/// id and uid, so that it says the whole of it as a scope does. Never null, for it is part of keys.
/// </summary>
internal static class Owner
{
    public const string Platform = "";

    public static string ToText(TenantReference? owner) => owner is { } tenant ? tenant.ToString() : Platform;

    /// <exception cref="FormatException">It is no owner.</exception>
    public static TenantReference? Parse(string text) => text.Length == 0 ? default(TenantReference?) : TenantReference.Parse(text);
}
