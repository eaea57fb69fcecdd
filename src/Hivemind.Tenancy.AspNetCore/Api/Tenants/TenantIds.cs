using System.Text;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>Tenant ids in bodies.</summary>
internal static class TenantIds
{
    /// <exception cref="ApiProblemException">It is no RFC 1123 label.</exception>
    public static TenantId Parse(string text) => TenantId.TryParse(text, out TenantId id) ? id : throw ApiProblemException.Invalid(
        "id has to be an RFC 1123 label: 1 to 63 of a-z, 0-9 and '-', starting and ending with a letter or digit.");

    /// <summary>The name in lower case, with one '-' for each run of characters that an id cannot hold: <c>Acme Corp.</c> becomes <c>acme-corp</c>.</summary>
    /// <exception cref="ApiProblemException">That is no id.</exception>
    public static TenantId FromName(string name)
    {
        StringBuilder id = new();
        foreach (char c in name)
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                id.Append(char.ToLowerInvariant(c));
            }
            else if (id.Length > 0 && id[^1] != '-')
            {
                id.Append('-');
            }
        }

        return TenantId.TryParse(id.ToString().TrimEnd('-'), out TenantId made) ? made : throw ApiProblemException.Invalid(
            "No id can be made from this name: give one.");
    }
}
