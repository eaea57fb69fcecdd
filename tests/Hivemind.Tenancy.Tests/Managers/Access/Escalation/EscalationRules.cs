namespace Hivemind.Tenancy.Tests;

/// <summary>Who may do what, written down once more from the table in the README, over <see cref="NaiveRights"/>.</summary>
/// <param name="Rights">Who holds what.</param>
/// <param name="User">Who acts.</param>
/// <param name="Inside">The tenant whose context it is; null in a User context.</param>
internal sealed record EscalationRules(NaiveRights Rights, string User, string? Inside)
{
    /// <summary>It is let pass, and what comes of it is not the guard's affair.</summary>
    public static readonly (string?, int) Passes = (null, 0);

    private static readonly (string?, int) Denied = (Outcome.Denied, 1);

    private static readonly (string?, int) NotThere = (Outcome.NotFound, 1);

    /// <summary>The user's own tenant is gone, which is no refusal.</summary>
    private static readonly (string?, int) Gone = (Outcome.NotFound, 0);

    /// <summary>What comes of a step, and how many refusals handlers are told; null for what is let pass.</summary>
    /// <param name="step">The step.</param>
    /// <param name="named">The tenant that it names: an id, or an id and a uid.</param>
    public (string? Outcome, int Refusals) Of(EscalationStep step, string named)
    {
        string? seen = Seen(named);
        string? target = Inside ?? seen;
        bool isGone = target is null || !Rights.Tenants.ContainsKey(target);
        return step.Verb switch
        {
            "bind" or "unbind" => OfBinding(step, named),
            "set role" => All(["roles:update", .. step.Granted]),
            "remove role" => All(["roles:update"]),
            "join" => OfJoin(step.GroupName),
            "leave" => All(["groups:update"]),
            "forget" => All(["role-bindings:update", "groups:update"]),
            "create" or "ensure" => All(["tenants:create", "*:*"]),
            "delete" when seen is not null => isGone ? Then(All(["tenants:delete"]), Gone) : All(["tenants:delete"]),
            "suspend" or "resume" when seen is not null => isGone ? Then(All(["tenants:suspend"]), Gone) : All(["tenants:suspend"]),
            "grace" when seen is not null => isGone ? Then(All(["quotas:update"]), Gone) : All(["quotas:update"]),
            "release" when seen is not null && Inside is not null => Passes,
            _ when seen is null => NotThere,
            _ when isGone => Gone,
            "reserve" or "release" => Inside is not null || Rights.May(User, "allocations:update", target!) ? Passes : Denied,
            _ => OfChange(step, target!),
        };
    }

    /// <summary>The tenant as the caller may name it; null when it is not there for the caller.</summary>
    public string? Seen(string named)
    {
        bool isById = !named.Contains('@', StringComparison.Ordinal);
        if (Inside is not null)
        {
            return Inside == named || (isById && Inside.Split('@')[0] == named) ? Inside : null;
        }

        string? holder = isById ? Rights.Holder(named) : named;
        return holder is not null && Rights.HasAccess(User, holder) ? holder : null;
    }

    public bool Everywhere(string permission) => Rights.May(User, permission, "*");

    private static (string?, int) Then((string? Outcome, int) first, (string?, int) then) => first.Outcome is null ? then : first;

    private (string?, int) All(IEnumerable<string> permissions) => permissions.All(Everywhere) ? Passes : Denied;

    private (string?, int) OfChange(EscalationStep step, string target)
    {
        NaiveRights.House house = Rights.Tenants[target];
        return step.Verb switch
        {
            "own" when house.Owner == step.UserName => Passes,
            "own" => Everywhere("tenants:update") && Rights.May(User, "*:*", target) ? Passes : Denied,
            "describe" => Rights.May(User, "tenants:update", target) ? Passes : Denied,
            "quota" => house.Quota == QuotaOf(step) || Everywhere("quotas:update") ? Passes : Denied,
            "add namespace" => house.Namespaces.Contains(step.Namespace) || Everywhere("tenants:update") ? Passes : Denied,
            "remove namespace" => !house.Namespaces.Contains(step.Namespace) || Everywhere("tenants:update") ? Passes : Denied,
            _ => throw new InvalidOperationException($"No rule for {step.Verb}."),
        };
    }

    public static int QuotaOf(EscalationStep step) => step.Flag ? 5 : 6;

    private (string?, int) OfBinding(EscalationStep step, string named)
    {
        string path = "*";
        if (step.Scope > 0)
        {
            if (Seen(named) is not { } tenant || !Rights.Tenants.ContainsKey(tenant))
            {
                return NotThere;
            }

            path = tenant + step.ScopeIn(TenantId.Parse(step.Id)).ToString()[step.Id.Length..];
        }

        if (!Rights.May(User, "role-bindings:update", path))
        {
            return Denied;
        }

        return step.Verb == "unbind" || !Rights.Roles.TryGetValue(step.RoleId, out string[]? grants) || grants.All(p => Rights.May(User, p, path)) ? Passes : Denied;
    }

    /// <summary>From inside one tenant, what is granted in another counts as if it were granted everywhere.</summary>
    private (string?, int) OfJoin(string group)
    {
        bool holdsAll = Rights.Lasting.Where(b => b.Subject == $"group {group}").All(b =>
            Rights.Roles[b.Role].All(p => Rights.May(User, p, Inside is null || b.Path.Split('/')[0] == Inside ? b.Path : "*")));
        return Everywhere("groups:update") && holdsAll ? Passes : Denied;
    }
}
