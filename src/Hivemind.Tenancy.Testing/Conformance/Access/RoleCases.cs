namespace Hivemind.Tenancy.Testing;

/// <summary>Roles.</summary>
internal sealed class RoleCases : RbacCases
{
    public async Task BuiltInOnesExistAlways()
    {
        string[] expected = [.. BuiltInRoles.All.Select(r => r.Id).Order(StringComparer.Ordinal)];
        Expect.Sequence(expected, (await Rbac.ListRolesAsync(null, Cancellation)).Select(r => r.Id));
        foreach (Role role in BuiltInRoles.All)
        {
            Expect.Equal(role, await Second.FindRoleAsync(role.Id, Cancellation));
        }
    }

    public async Task BuiltInOnesCannotBeChanged()
    {
        foreach (Role role in BuiltInRoles.All)
        {
            await Expect.ThrowsAsync<ArgumentException>(async () => await RoleAsync(role.Id, "apps:read"));
            await Expect.ThrowsAsync<ArgumentException>(async () => await RemoveRoleAsync(role.Id));
            Expect.Equal(role, await Rbac.FindRoleAsync(role.Id, Cancellation));
        }

        Expect.Equal(0, (await LogAsync())?.Count ?? 0);
    }

    public async Task RoundTripAndComeInOrdinalOrder()
    {
        string[] ids = ["Zoo", "a-b", "aa", "ops", "Ops", .. SpecialTexts.Lines.Take(8), SpecialTexts.Emoji(TenancyLimits.UserIdLength)];
        string[] many = [.. Enumerable.Range(0, 150).Select(i => $"{new string('r', 60)}{i:D3}:{new string('a', 63)}")];
        foreach (string id in ids)
        {
            await RoleAsync(id, [.. many, "*:read", "apps:*", "*:*"]);
        }

        foreach (string id in ids)
        {
            Expect.Equal(new Role(id, [.. many.Append("*:read").Append("apps:*").Append("*:*").Select(Permission.Parse)]), await Second.FindRoleAsync(id, Cancellation));
        }

        Expect.Sequence(ids.Concat(BuiltInRoles.All.Select(r => r.Id)).Order(StringComparer.Ordinal), (await Second.ListRolesAsync(null, Cancellation)).Select(r => r.Id));
        Expect.Null(await Rbac.FindRoleAsync("zoo", Cancellation), "role ids compare ordinally");
    }

    public async Task WritesReturnTheEventAndNullWhenNothingChanged()
    {
        TenancyEvent set = Expect.NotNull(await RoleAsync("ops", "apps:read"));
        Expect.Null(await RoleAsync("ops", "apps:read"));
        TenancyEvent changed = Expect.NotNull(await RoleAsync("ops", "apps:read", "apps:stop"));
        TenancyEvent removed = Expect.NotNull(await RemoveRoleAsync("ops"));
        Expect.Null(await RemoveRoleAsync("ops"));
        Expect.Null(await RemoveRoleAsync("never"));
        Expect.Null(await Rbac.FindRoleAsync("ops", Cancellation));
        if (await LogAsync() is { } log)
        {
            Expect.Sequence([set, changed, removed], log);
            Expect.True(log.All(e => e.Sequence > 0), "recorded events to have sequence numbers");
        }
    }

    public async Task AChangeCountsAtOnce()
    {
        await AddTenantAsync();
        await RoleAsync("ops", "apps:read");
        await BindAsync(User("alice", "ops", "acme"));
        await BindAsync(Group("devs", "ops", "acme"));
        await JoinAsync("devs", "bob");
        foreach (string user in new[] { "alice", "bob" })
        {
            Expect.True(await MayAsync(user, "apps:read", "acme"), $"the role to be granted to {user}");
        }

        await RoleAsync("ops", "apps:stop");
        foreach (string user in new[] { "alice", "bob" })
        {
            Expect.True(!await MayAsync(user, "apps:read", "acme"), $"what the role no longer grants to be taken from {user}");
            Expect.True(await MayAsync(user, "apps:stop", "acme"), $"what the role grants now to be given to {user}");
        }
    }

    public async Task ARemovalTakesEveryBindingOfIt()
    {
        await AddTenantAsync();
        await RoleAsync("ops", "apps:read");
        await RoleAsync("other", "apps:read");
        await BindAsync(User("alice", "ops", "acme"));
        await BindAsync(Group("devs", "ops", "*"));
        await BindAsync(User("carol", "other", "acme"));
        await JoinAsync("devs", "bob");
        await RemoveRoleAsync("ops");

        Expect.True(!await MayAsync("alice", "apps:read", "acme"), "a removed role to grant nothing to a user");
        Expect.True(!await MayAsync("bob", "apps:read", "acme"), "a removed role to grant nothing through a group");
        Expect.Equal(0, (await Second.GetScopesAsync("alice", Cancellation)).Scopes.Count);
        Expect.Sequence([User("carol", "other", "acme")], await BindingsAsync());
        await RoleAsync("ops", "apps:read");
        Expect.True(!await MayAsync("alice", "apps:read", "acme"), "a role defined anew to be bound to nobody");
    }
}
