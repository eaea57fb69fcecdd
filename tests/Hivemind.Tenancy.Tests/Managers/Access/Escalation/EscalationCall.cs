namespace Hivemind.Tenancy.Tests;

/// <summary>One step: the call, and what it does to the rights once it was let pass and done.</summary>
internal sealed class EscalationCall(EscalationWalk walk, EscalationStep step, TenantReference named)
{
    private static int _descriptions;

    private TenantContext? _given;
    private DateTimeOffset? _endsAt;
    private bool _isNew;

    private static CancellationToken C => TestContext.Current.CancellationToken;

    private NaiveRights Rights => walk.Rights;

    private TenancyHost Host => walk.Tenancy;

    /// <returns>"ok", a refusal of the guard, or "domain" for every other.</returns>
    public async Task<string> DoAsync()
    {
        try
        {
            await CallAsync();
            return Outcome.Ok;
        }
        catch (TenantNotFoundException)
        {
            return Outcome.NotFound;
        }
        catch (TenantAccessDeniedException)
        {
            return Outcome.Denied;
        }
        catch (Exception e) when (e is ArgumentException or TenancyException)
        {
            return "domain";
        }
    }

    public async Task ApplyAsync()
    {
        string? target = Inside() ?? (named.Uid is null ? Rights.Holder(step.Id) : named.ToString());
        switch (step.Verb)
        {
            case "bind":
                string path = step.Scope == 0 ? "*" : target + step.ScopeIn(named.Id).ToString()[step.Id.Length..];
                Rights.Bindings[(step.BindingSubject.ToString(), step.RoleId, path)] = _endsAt;
                break;
            case "unbind":
                string gone = step.Scope == 0 ? "*" : target + step.ScopeIn(named.Id).ToString()[step.Id.Length..];
                Rights.Bindings.Remove((step.BindingSubject.ToString(), step.RoleId, gone));
                break;
            case "set role":
                Rights.Roles[EscalationStep.RoleIds[step.Role % 3]] = step.Granted;
                break;
            case "remove role":
                Rights.Unbind(b => b.Role == EscalationStep.RoleIds[step.Role % 3]);
                Rights.Roles.Remove(EscalationStep.RoleIds[step.Role % 3]);
                break;
            case "join":
                Rights.Members.Add((step.GroupName, step.UserName));
                break;
            case "leave":
                Rights.Members.Remove((step.GroupName, step.UserName));
                break;
            case "forget":
                Rights.Unbind(b => b.Subject == $"user {step.UserName}");
                Rights.Members.RemoveWhere(m => m.User == step.UserName);
                break;
            case "create" or "ensure" when _isNew:
                await walk.AddAsync(step.Id, step.UserName, $"{step.Id}-web");
                break;
            case "delete":
                walk.Forget(target!);
                Rights.Remove(target!);
                break;
            case "door":
                walk.Contexts[(step.ActorName, step.Id)] = _given!;
                break;
            case "remove namespace":
                Rights.RemoveNamespace(target!, step.Namespace);
                break;
            case "wait":
                walk.Wait(TimeSpan.FromHours(1));
                foreach ((string, string, string) ended in Rights.Bindings.Keys.Except(Rights.Lasting).ToList())
                {
                    Rights.Bindings.Remove(ended);
                }

                break;
            case "suspend" or "resume" or "own" or "quota" or "add namespace":
                NaiveRights.House house = Rights.Tenants[target!];
                Rights.Tenants[target!] = step.Verb switch
                {
                    "suspend" => house with { IsActive = false },
                    "resume" => house with { IsActive = true },
                    "own" => house with { Owner = step.UserName },
                    "quota" => house with { Quota = EscalationRules.QuotaOf(step) },
                    _ => house with { Namespaces = house.Namespaces.Append(step.Namespace).ToHashSet() },
                };
                break;
        }
    }

    private string? Inside() =>
        !step.IsHost && step.Stance > 0 && walk.Contexts.TryGetValue((step.ActorName, EscalationStep.Ids[step.Stance - 1]), out TenantContext? inside)
            ? inside.BoundTo.ToString()
            : null;

    private async Task CallAsync()
    {
        TenantSpec spec = new()
        {
            Id = named.Id,
            Name = $"Tenant {named.Id}",
            OwnerId = step.UserName,
            Namespaces = [$"{step.Id}-web"],
        };
        _endsAt = step.Flag && step.Verb == "bind" ? Rights.Now.AddMinutes(30) : null;
        _isNew = Rights.Holder(step.Id) is null;
        string changedRole = EscalationStep.RoleIds[step.Role % 3];
        await (step.Verb switch
        {
            "bind" => Run(Host.Access.BindRoleAsync(new RoleBinding(step.BindingSubject, step.RoleId, step.ScopeIn(named)) { EndsAt = _endsAt }, C)),
            "unbind" => Run(Host.Access.UnbindRoleAsync(new RoleBinding(step.BindingSubject, step.RoleId, step.ScopeIn(named)), C)),
            "set role" => Host.Access.SetRoleAsync(new Role(changedRole, [.. step.Granted.Select(Permission.Parse)]), C).AsTask(),
            "remove role" => Run(Host.Access.RemoveRoleAsync(changedRole, C)),
            "join" => Run(Host.Access.AddGroupMemberAsync(step.GroupName, step.UserName, C)),
            "leave" => Run(Host.Access.RemoveGroupMemberAsync(step.GroupName, step.UserName, C)),
            "forget" => Run(Host.Access.ForgetUserAsync(step.UserName, C)),
            "create" => Run(Host.Tenants.CreateTenantAsync(spec, C)),
            "ensure" => Run(Host.Tenants.EnsureTenantAsync(spec, C)),
            "delete" => Host.Tenants.DeleteTenantAsync(named, cancellationToken: C).AsTask(),
            "suspend" => Run(Host.Tenants.SuspendTenantAsync(named, "why", C)),
            "resume" => Run(Host.Tenants.ResumeTenantAsync(named, C)),
            "own" => Run(Host.Tenants.UpdateTenantAsync(named, t => t with { OwnerId = step.UserName }, null, C)),
            "describe" => DescribeAsync(),
            "quota" => Run(Host.Tenants.UpdateResourceQuotasAsync(named, new ResourceQuotas { Containers = EscalationRules.QuotaOf(step) }, C)),
            "add namespace" => Run(Host.Tenants.AddNamespaceAsync(named, step.Namespace, C)),
            "remove namespace" => Run(Host.Tenants.RemoveNamespaceAsync(named, step.Namespace, C)),
            "reserve" => Run(Host.Quotas.ReserveAsync(named, new ResourceAmounts { Containers = 1 }, new ReservationOptions { AllocationId = "job" }, C)),
            "release" => Run(Host.Quotas.ReleaseAsync(named, "job", null, C)),
            "grace" => Host.Quotas.GrantGraceAsync(named, new ResourceAmounts { Containers = 9 }, Rights.Now.AddDays(step.Flag ? 1 : -1), cancellationToken: C).AsTask(),
            "door" => DoorAsync(),
            "wait" => Task.CompletedTask,
            _ => throw new InvalidOperationException($"No call for {step.Verb}."),
        });

        static async Task Run<T>(ValueTask<T> call) => await call;
    }

    /// <summary>Half of the time on a version that is not the tenant's: only who may write is told.</summary>
    private async Task DescribeAsync()
    {
        Tenant? stored = step.Flag ? await walk.StoredAsync(step.Id) : null;
        bool isOwn = stored is not null && named.Names(stored) && (Inside() ?? $"{(TenantReference)stored}") == $"{(TenantReference)stored}";
        Tenant? stale = isOwn ? stored! with { Version = stored.Version + 7 } : null;
        await Host.Tenants.UpdateTenantAsync(named, t => t with { Description = $"{Interlocked.Increment(ref _descriptions)}" }, stale, C);
    }

    private async Task DoorAsync() => _given = await Host.Tenants.GetTenantContextAsync(step.ActorName, named, C);
}
