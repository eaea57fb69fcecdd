namespace Hivemind.Tenancy.Tests;

/// <summary>What comes of a call, in one word.</summary>
internal static class Outcome
{
    /// <summary>Allowed.</summary>
    public const string Ok = "ok";

    /// <summary>A list of the own tenant's only, of the other's only, or of more than one.</summary>
    public const string Own = "own", Other = "other", All = "all", Empty = "empty";

    /// <summary>Not found: <see cref="TenantNotFoundException"/>, or null, or false.</summary>
    public const string NotFound = "nf", Null = "null", No = "no";

    /// <summary><see cref="TenantAccessDeniedException"/>.</summary>
    public const string Denied = "den";

    /// <summary><see cref="TenantAccessDeniedException"/>, whatever the user holds.</summary>
    public const string SystemOnly = "sys";

    /// <summary><see cref="TenantConflictException"/>: that an id is taken is all that is said.</summary>
    public const string Taken = "taken";

    /// <summary><see cref="TenantContextMissingException"/>.</summary>
    public const string ContextMissing = "ctx";

    public static async Task<string> OfAsync(Func<Task<object?>> call)
    {
        try
        {
            return Of(await call());
        }
        catch (TenantNotFoundException)
        {
            return NotFound;
        }
        catch (TenantAccessDeniedException e) when (e.IsSystemOnly)
        {
            return SystemOnly;
        }
        catch (TenantAccessDeniedException)
        {
            return Denied;
        }
        catch (TenantConflictException)
        {
            return Taken;
        }
        catch (TenantContextMissingException)
        {
            return ContextMissing;
        }
    }

    /// <summary>The reason that handlers receive for a refused caller; null when it is no refusal.</summary>
    public static AccessRefusalReason? Reason(string outcome, bool atTheDoor, bool isUser) => outcome switch
    {
        Denied when atTheDoor => AccessRefusalReason.OtherTenant,
        Denied => AccessRefusalReason.PermissionMissing,
        SystemOnly => AccessRefusalReason.SystemOnly,
        NotFound or Null or No => isUser ? AccessRefusalReason.NoAccess : AccessRefusalReason.OtherTenant,
        ContextMissing => AccessRefusalReason.ContextMissing,
        _ => null,
    };

    private static string Of(object? result) => result switch
    {
        null => Null,
        false or AccessExplanation { IsGranted: false } => No,
        IReadOnlyList<Tenant> tenants => Of(tenants.Select(t => (TenantId?)t.Id)),
        IReadOnlyList<Allocation> allocations => Of(allocations.Select(a => (TenantId?)a.TenantId)),
        IReadOnlyList<RoleBinding> bindings => Of(bindings.Select(b => b.Scope.TenantId)),
        EventPage page => Of(page.Events.Select(e => e.TenantId)),
        IReadOnlyList<string> { Count: 0 } => Empty,
        _ => Ok,
    };

    private static string Of(IEnumerable<TenantId?> tenants) => tenants.Distinct().ToList() switch
    {
        [] => Empty,
        [{ } one] when one == Some.TenantId => Own,
        [{ } one] when one == Some.OtherTenantId => Other,
        _ => All,
    };
}
