namespace Hivemind.Tenancy.Tests;

/// <summary>What each user sees, in their own context and in those that they were let into, against <see cref="NaiveRights"/>; and what each may.</summary>
internal sealed class EscalationSight(EscalationWalk walk, IReadOnlyDictionary<string, string> former)
{
    private static readonly TenantContext Host = TenantContext.System("host", "looks");

    private static CancellationToken C => TestContext.Current.CancellationToken;

    private NaiveRights Rights => walk.Rights;

    private ITenantManager Tenants => walk.Tenancy.Tenants;

    private IAccessManager Access => walk.Tenancy.Access;

    public async Task ObserveAsync()
    {
        using (Host.Enter())
        {
            await RightsAgree();
        }

        foreach (string user in EscalationStep.Users)
        {
            await Sees(TenantContext.User(user), user);
        }

        foreach (((string user, _), TenantContext inside) in walk.Contexts)
        {
            await Sees(inside, user);
        }
    }

    private async Task RightsAgree()
    {
        List<(PermissionScope Scope, string Path)> scopes = [.. walk.Paths().Select(p => (PermissionScope.Parse(p), p))];
        foreach (string user in EscalationStep.Users)
        {
            foreach (string text in EscalationStep.Permissions)
            {
                Permission permission = Permission.Parse(text);
                foreach ((PermissionScope scope, string path) in scopes)
                {
                    if (await Access.CheckPermissionAsync(user, permission, scope, C) != Rights.May(user, text, path))
                    {
                        Assert.Fail($"{user} {text} {path}: {Rights.May(user, text, path)} expected");
                    }
                }
            }
        }

        Same("all bindings", Texts(Rights.Lasting), Texts(await Access.ListBindingsAsync(null, C)));
    }

    private async Task Sees(TenantContext context, string user)
    {
        string? inside = context.BoundTo?.ToString();
        EscalationRules rules = new(Rights, user, inside);
        bool isStale = inside is not null && !Rights.Tenants.ContainsKey(inside);
        foreach (string named in EscalationStep.Ids.Concat(former.Values).Concat(isStale ? Rights.Tenants.Keys : []))
        {
            await SeesTenant(context, user, rules, named);
        }

        string other = user == "eve" ? "carl" : "eve";
        await AskAsync(context, "list", inside is not null ? Tids(Live(inside)) : rules.Everywhere("tenants:read") ? Tids(Rights.Tenants.Keys) : Outcome.Denied, async () => Tids(await Tenants.ListTenantsAsync(null, C)));
        await AskAsync(context, "accessible", Tids(Accessible(user, inside)), async () => Tids(await Access.GetAccessibleTenantsAsync(user, C)));
        await AskAsync(
            context,
            "accessible to another",
            inside is not null || rules.Everywhere("role-bindings:read") ? Tids(Accessible(other, inside)) : Outcome.Denied,
            async () => Tids(await Access.GetAccessibleTenantsAsync(other, C)));
        await AskAsync(context, "usage of all", rules.Everywhere("quotas:update") ? Outcome.Ok : Outcome.Denied, async () => Done(await walk.Tenancy.Quotas.ListUsageAsync(null, C)));
        await AskAsync(context, "groups", rules.Everywhere("groups:read") ? Outcome.Ok : Outcome.Denied, async () => Done(await Access.ListGroupsAsync(user, C)));
        if (inside is null)
        {
            await AskAsync(context, "bindings of all", rules.Everywhere("role-bindings:read") ? Texts(Rights.Lasting) : Outcome.Denied, async () => Texts(await Access.ListBindingsAsync(null, C)));
            await AskAsync(context, "events of all", rules.Everywhere("events:read") ? Outcome.Ok : Outcome.Denied, async () => Done(await Tenants.ReadEventsAsync(null, C)));
        }
    }

    private async Task SeesTenant(TenantContext context, string user, EscalationRules rules, string named)
    {
        TenantReference reference = TenantReference.Parse(named);
        string? seen = rules.Seen(named);
        string? tenant = seen is not null && Rights.Tenants.ContainsKey(seen) ? seen : null;
        int hidden = seen is null ? 1 : 0;
        string NotThere(string outcome) => $"{outcome} {hidden}";

        await AskAsync(context, $"find {named}", tenant ?? NotThere(Outcome.Null), async () => Tid(await Tenants.FindTenantAsync(reference, C)));
        await AskAsync(context, $"get {named}", tenant ?? NotThere(Outcome.NotFound), async () => Tid(await Tenants.GetTenantAsync(reference, C)));
        await AskAsync(context, $"usage of {named}", tenant is null ? NotThere(Outcome.NotFound) : Outcome.Ok, async () => Done(await walk.Tenancy.Quotas.GetUsageAsync(reference, C)));
        await AskAsync(
            context,
            $"usage of those named {named}",
            tenant is not null || (context.Kind == TenantContextKind.User && Rights.HoldsGlobally(user)) ? $"all: {tenant}" : NotThere(Outcome.NotFound),
            async () => "all: " + string.Join(' ', (await walk.Tenancy.Quotas.ListUsageAsync(new UsageQuery { Tenants = [reference, reference] }, C)).Select(u => new TenantReference(u.TenantId, u.TenantUid))));
        await AskAsync(context, $"allocations of {named}", tenant is null ? NotThere(Outcome.NotFound) : Outcome.Ok, async () => Done(await walk.Tenancy.Quotas.ListAllocationsAsync(reference, null, C)));
        await AskAsync(
            context,
            $"bindings of {named}",
            tenant is null ? NotThere(Outcome.NotFound) : Rights.May(user, "role-bindings:read", tenant) ? Texts(Rights.Lasting.Where(b => b.Path.Split('/')[0] == tenant)) : Outcome.Denied,
            async () => Texts(await Access.ListBindingsAsync(new RoleBindingQuery { Tenant = reference }, C)));
        await AskAsync(
            context,
            $"events of {named}",
            tenant is null ? NotThere(Outcome.NotFound) : Rights.May(user, "events:read", tenant) ? tenant : Outcome.Denied,
            async () => string.Join(' ', (await Tenants.ReadEventsAsync(new EventQuery { Tenant = reference, Limit = 1000 }, C)).Events.Select(e => $"{new TenantReference(e.TenantId!.Value, e.TenantUid)}").Distinct()));
        await AskAsync(context, $"own access to {named}", tenant is not null && Rights.HasAccess(user, tenant) ? "True" : "False", async () => $"{await Access.CheckTenantAccessAsync(user, reference, C)}", isQuestion: true);
        await AskAsync(context, $"why {named}", Why(user, tenant, reference), async () => (await Access.ExplainAccessAsync(user, reference, C)).Reason.Split(':')[0], isQuestion: true);
        await ChangeIsNotShown(context, named, reference, tenant is not null ? Outcome.Ok : NotThere(Outcome.NotFound));
        if (context.Kind == TenantContextKind.User && reference.Uid is null)
        {
            Tenant? stored = await walk.StoredAsync(named);
            int told = stored is not null && tenant is null ? 1 : 0;
            await AskAsync(context, $"find by name {named}", tenant ?? $"{Outcome.Null} {told}", async () => Tid(await Tenants.FindTenantByNameAsync($"TENANT {named}", C)));
            string? ofNamespace = stored?.Namespaces.Contains($"{named}-web") == true ? tenant ?? $"{Outcome.Null} 1" : $"{Outcome.Null} 0";
            await AskAsync(context, $"find by namespace of {named}", ofNamespace, async () => Tid(await Tenants.FindTenantByNamespaceAsync($"{named}-web", C)));
        }
    }

    /// <summary>A change that changes nothing runs for whoever sees the tenant, and for nobody else.</summary>
    private async Task ChangeIsNotShown(TenantContext context, string named, TenantReference reference, string expected)
    {
        bool shown = false;
        await AskAsync(context, $"look by a change of {named}", expected, async () => Done(await Tenants.UpdateTenantAsync(
            reference,
            t =>
            {
                shown = true;
                return t;
            },
            null,
            C)));
        shown.Should().Be(expected == Outcome.Ok, "the change is shown the record of {0} by {1} just then", named, context);
    }

    private async Task AskAsync(TenantContext context, string what, string expected, Func<Task<string>> ask, bool isQuestion = false)
    {
        walk.Tenancy.Events.Clear();
        string answer;
        using (context.Enter())
        {
            try
            {
                answer = await ask();
            }
            catch (TenantNotFoundException)
            {
                answer = Outcome.NotFound;
            }
            catch (TenantAccessDeniedException)
            {
                answer = Outcome.Denied;
            }
        }

        int refusals = walk.Tenancy.Events.Refusals.Count;
        if (!isQuestion)
        {
            answer = answer is Outcome.NotFound or Outcome.Null ? $"{answer} {refusals}" : answer;
            refusals.Should().Be(expected is Outcome.Denied ? 1 : answer[^1] is '1' && answer.Contains(' ', StringComparison.Ordinal) && answer.Length < 8 ? 1 : 0, "{0} by {1}", what, context);
        }

        Same($"{what} by {context}", expected, answer);
    }

    private static void Same(string what, string expected, string actual)
    {
        if (expected != actual)
        {
            Assert.Fail($"{what}:\n{actual}\nexpected:\n{expected}");
        }
    }

    private string Why(string user, string? tenant, TenantReference reference) =>
        tenant is null ? $"There is no tenant '{reference.Id}'."
        : Rights.HasAccess(user, tenant) ? $"User '{user}' has access to tenant '{reference.Id}'"
        : $"User '{user}' has no grant of access to tenant '{reference.Id}'.";

    private static string Done(object? result) => result is null ? Outcome.Null : Outcome.Ok;

    private static string Tid(Tenant? tenant) => tenant is null ? Outcome.Null : $"{(TenantReference)tenant}";

    private static string Tids(IEnumerable<Tenant> tenants) => Tids(tenants.Select(t => $"{(TenantReference)t}"));

    private static string Tids(IEnumerable<string> tenants) => "all: " + string.Join(' ', tenants);

    private static string Texts(IEnumerable<RoleBinding> bindings) => Texts(bindings.Select(b => (b.Subject.ToString(), b.Role.Id, b.Scope.ToString())));

    private static string Texts(IEnumerable<(string Subject, string Role, string Path)> bindings) =>
        "all: " + string.Join(", ", bindings.Select(b => $"{b.Subject} {b.Role} {b.Path}").Order(StringComparer.Ordinal));

    private IEnumerable<string> Live(string tenant) => Rights.Tenants.ContainsKey(tenant) ? [tenant] : [];

    private IEnumerable<string> Accessible(string user, string? inside) =>
        (inside is null ? Rights.Tenants.Keys : Live(inside)).Where(t => Rights.HasAccess(user, t));
}
