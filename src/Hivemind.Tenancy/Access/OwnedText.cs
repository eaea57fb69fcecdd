namespace Hivemind.Tenancy;

/// <summary>
/// How what belongs to the platform or to one tenant is written: <c>role ops</c>, or <c>tenant-role acme@uid ops</c>. An id may be any line of
/// text, so the word before it says whose it is.
/// </summary>
internal static class OwnedText
{
    private const string Tenants = "tenant-";

    public static string Write(string kind, string id, TenantReference? tenant) =>
        tenant is { } owner ? $"{Tenants}{kind} {owner} {id}" : $"{kind} {id}";

    /// <summary>Reads what <see cref="Write"/> writes; false when it is of another kind, or names no tenant where it should.</summary>
    public static bool TryRead(string kind, string text, out string id, out TenantReference? tenant)
    {
        (id, tenant) = (string.Empty, null);
        if (text.StartsWith($"{kind} ", StringComparison.Ordinal))
        {
            id = text[(kind.Length + 1)..];
            return true;
        }

        string prefix = $"{Tenants}{kind} ";
        int end = text.StartsWith(prefix, StringComparison.Ordinal) ? text.IndexOf(' ', prefix.Length) : -1;
        if (end < 0 || !TenantReference.TryParse(text[prefix.Length..end], out TenantReference owner))
        {
            return false;
        }

        (id, tenant) = (text[(end + 1)..], owner);
        return true;
    }
}
