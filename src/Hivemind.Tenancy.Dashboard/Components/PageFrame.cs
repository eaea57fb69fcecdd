namespace Hivemind.Tenancy.Dashboard.Pages;

/// <summary>What surrounds a page.</summary>
public sealed record PageFrame
{
    /// <summary>The page's title.</summary>
    public required string Title { get; init; }

    /// <summary>What the platform is called.</summary>
    public required string Platform { get; init; }

    /// <summary>Where the dashboard begins, without a slash at the end.</summary>
    public required string Root { get; init; }

    /// <summary>Who is signed in; null for somebody without a usable id.</summary>
    public required string? UserId { get; init; }

    /// <summary>The address of the style sheet.</summary>
    public required string Style { get; init; }

    /// <summary>The address of the script.</summary>
    public required string Script { get; init; }

    /// <summary>The address of the icon.</summary>
    public required string Icon { get; init; }

    /// <summary>Where signing out is posted to; null for nowhere.</summary>
    public string? SignOut { get; init; }

    /// <summary>The tenant that the page is about; null for none.</summary>
    public string? TenantId { get; init; }

    /// <summary>Whether the host runs apps.</summary>
    public bool HasApps { get; init; }

    /// <summary>Whether there are other tenants for the user than the one that the page is about.</summary>
    public bool HasOtherTenants { get; init; }

    /// <summary>Whether the user may change any setting of the tenant.</summary>
    public bool MayChange { get; init; }

    /// <summary>Where live events come from; null for a page that is not live.</summary>
    public string? Live { get; init; }

    /// <summary>The path of the request, with the path base.</summary>
    public string Path { get; init; } = string.Empty;

    /// <summary>What has just been done; null for nothing.</summary>
    public string? Done { get; init; }

    /// <summary>The address of the list of tenants.</summary>
    public string Home => Root.Length == 0 ? "/" : Root;

    /// <summary>The address of a page of this tenant.</summary>
    public string Of(string page) => $"{Root}/{TenantId}{page}";

    /// <summary>For a link's <c>aria-current</c>: whether it leads to this page, or to the one that this page stands below.</summary>
    public string? Current(string page) => Path == Of(page) ? "page"
        : page.Length > 0 && Path.StartsWith(Of(page) + "/", StringComparison.Ordinal) ? "true"
        : null;
}
