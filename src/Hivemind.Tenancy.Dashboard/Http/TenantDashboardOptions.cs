namespace Hivemind.Tenancy.Dashboard;

/// <summary>Options of <c>MapTenantDashboard</c>.</summary>
public sealed class TenantDashboardOptions
{
    /// <summary>What the pages call the platform: 1 to 128 characters on one line. "Tenants" unless set.</summary>
    /// <exception cref="ArgumentException">It is empty, longer, or of several lines.</exception>
    public string Title
    {
        get;
        set => field = !string.IsNullOrWhiteSpace(value) && value.Length <= TenancyLimits.NameLength && !value.Any(char.IsControl) ? value : throw new ArgumentException(
            $"A title is 1 to {TenancyLimits.NameLength} characters on one line.", nameof(value));
    }
    = "Tenants";

    /// <summary>
    /// Where the host signs a user out: a path of this host that takes a POST, relative to its path base, for instance <c>/sign-out</c>. A
    /// button at the top of each page posts there, with an antiforgery token. Null, as it is unless set, for no such button.
    /// </summary>
    /// <exception cref="ArgumentException">It does not begin with one slash.</exception>
    public string? SignOutPath
    {
        get;
        set => field = value is null || (value.StartsWith('/') && !value.StartsWith("//", StringComparison.Ordinal)) ? value : throw new ArgumentException(
            "The path begins with one slash.", nameof(value));
    }

    /// <summary>
    /// Where forms may lead besides the dashboard's own origin: those to which <see cref="SignOutPath"/> redirects, as Chromium follows a redirect of
    /// a form only where the Content-Security-Policy's <c>form-action</c> allows it. Each is scheme, host and port only, for instance
    /// <c>https://sign-in.example.com</c>; http for <c>localhost</c> and <c>127.0.0.1</c> only. None unless set.
    /// </summary>
    /// <exception cref="ArgumentException">One of them is no such origin.</exception>
    public IReadOnlyList<string> FormOrigins { get; set => field = FormOrigin.Read(value); } = [];

    /// <summary>Most tenants on one page of the list, all of which are followed while it is open, and most allocations on one of usage: 10 to 100; 50 unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is out of its range.</exception>
    public int PageSize
    {
        get;
        set => field = value is >= 10 and <= 100 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A page holds 10 to 100 tenants.");
    }
    = 50;
}
