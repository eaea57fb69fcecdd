using System.Security.Claims;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>
/// Who sent the request, as the host's authentication says. A principal may have several identities, of which
/// <see cref="ClaimsPrincipal.Identity"/> is only the first: whichever is authenticated counts, and the claims of the others never do.
/// </summary>
internal static class RequestUser
{
    public static bool IsSignedIn(ClaimsPrincipal user) => user.Identities.Any(i => i.IsAuthenticated);

    /// <summary>What an authenticated identity claims.</summary>
    public static IEnumerable<string> ClaimsOf(ClaimsPrincipal user, string type) =>
        user.Identities.Where(i => i.IsAuthenticated).SelectMany(i => i.FindAll(type)).Select(c => c.Value);

    /// <summary>The user id of a principal; null when nobody is signed in, or it has no id that counts.</summary>
    public static string? FindId(ClaimsPrincipal user, TenancyWebOptions options) => FindId(user, options, out _);

    /// <summary>As <see cref="FindId(ClaimsPrincipal, TenancyWebOptions)"/>, and why a signed-in principal has none.</summary>
    public static string? FindId(ClaimsPrincipal user, TenancyWebOptions options, out UserIdFault fault)
    {
        string? found = null;
        fault = UserIdFault.None;
        bool isOne = user.Identities.Count() == 1;
        foreach (ClaimsIdentity identity in user.Identities)
        {
            if (!identity.IsAuthenticated || options.GetUserId(isOne ? user : new ClaimsPrincipal(identity)) is not { } id)
            {
                continue;
            }

            if (found is not null && !string.Equals(found, id, StringComparison.Ordinal))
            {
                fault = UserIdFault.Ambiguous;
                return null;
            }

            found = id;
        }

        fault = found is not null ? Judge(found) : IsSignedIn(user) ? UserIdFault.Missing : UserIdFault.None;
        return fault == UserIdFault.None ? found : null;
    }

    /// <summary>What is wrong, for the log.</summary>
    public static string Describe(UserIdFault fault) => fault switch
    {
        UserIdFault.Missing => "no authenticated identity has one; see GetUserId",
        UserIdFault.Ambiguous => "two authenticated identities have different ones",
        UserIdFault.Empty => "it is empty",
        UserIdFault.TooLong => $"it is longer than {TenancyLimits.UserIdLength} characters",
        _ => "it holds control characters, unpaired surrogates, or white space at its ends",
    };

    private static UserIdFault Judge(string id)
    {
        if (string.IsNullOrWhiteSpace(id) || id.Length > TenancyLimits.UserIdLength)
        {
            return id.Length > TenancyLimits.UserIdLength ? UserIdFault.TooLong : UserIdFault.Empty;
        }

        try
        {
            return RoleSubject.User(id).Id.Length > 0 ? UserIdFault.None : UserIdFault.Empty;
        }
        catch (ArgumentException)
        {
            return UserIdFault.NotOneLine;
        }
    }
}
