using Microsoft.AspNetCore.Http;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>
/// What <see cref="TenantMiddleware"/> found out about a request. It is kept in <see cref="HttpContext.Items"/>, which SignalR hands
/// on to the connection.
/// </summary>
internal sealed class TenantRequest
{
    private static readonly object Key = typeof(TenantRequest);

    /// <summary>The verified context; null for none.</summary>
    public TenantContext? Context { get; set; }

    /// <summary>The permission that authorization found missing, and where; null for none.</summary>
    public (Permission Permission, PermissionScope Scope)? Missing { get; set; }

    /// <summary>Whether the request has been challenged by an authentication scheme and goes no further.</summary>
    public bool IsChallenged { get; set; }

    /// <summary>Whether the answer could be kept in the output cache, as far as the rest of the pipeline is concerned.</summary>
    public bool IsStorable { get; set; }

    /// <summary>The budgets that the answer says the standing of; null for none.</summary>
    public IReadOnlyList<BudgetUsage>? Budgets { get; set; }

    public static TenantRequest? Find(HttpContext http) => http.Items.TryGetValue(Key, out object? found) ? (TenantRequest?)found : null;

    public static TenantRequest Begin(HttpContext http)
    {
        TenantRequest request = new();
        http.Items[Key] = request;
        return request;
    }
}
