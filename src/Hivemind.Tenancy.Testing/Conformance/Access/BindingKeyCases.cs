namespace Hivemind.Tenancy.Testing;

/// <summary>Idempotency keys of bindings: what was bound under one is bound once, and not again while the key lives.</summary>
internal sealed class BindingKeyCases : RbacCases
{
    private static readonly RoleBinding InAcme = User("alice", BuiltInRoles.TenantViewer.Id, "acme");

    private static readonly RoleBinding Everywhere = User("alice", BuiltInRoles.TenantViewer.Id, "*");

    public async Task TheSameRequestIsBoundOnce()
    {
        await AddTenantAsync();
        foreach (RoleBinding binding in new[] { InAcme, Everywhere })
        {
            IdempotencyKey key = Key(binding.Scope.ToString());
            BindingWritten first = await BindUnderAsync(Rbac, binding, key);
            Expect.True(first is { Event: not null, IsReplayed: false }, "the first to be bound");
            int? logged = (await LogAsync())?.Count;

            BindingWritten again = await BindUnderAsync(Second, binding, key);
            Expect.True(again is { Event: null, IsReplayed: true }, "the second to be a replay that records nothing");
            Expect.Equal(logged, (await LogAsync())?.Count);
        }

        Expect.Equal(2, (await BindingsAsync()).Count);
    }

    public async Task IsNotBoundAgainOnceItWasUnbound()
    {
        await AddTenantAsync();
        foreach (RoleBinding binding in new[] { InAcme, Everywhere })
        {
            IdempotencyKey key = Key(binding.Scope.ToString());
            await BindUnderAsync(Rbac, binding, key);
            await UnbindAsync(binding);
            await RefusesAsync(binding, key, IdempotencyKeyConflictReason.ResultGone);
        }

        Expect.Sequence([], await BindingsAsync());
    }

    public async Task IsNotBoundAgainOnceItHasEnded()
    {
        if (Harness.Clock is not { } clock)
        {
            return;
        }

        clock.SetUtcNow(Now);
        await AddTenantAsync();
        await BindUnderAsync(Rbac, InAcme with { EndsAt = After(1) }, Key());
        clock.SetUtcNow(After(1));
        await RefusesAsync(InAcme with { EndsAt = After(1) }, Key(), IdempotencyKeyConflictReason.ResultGone);
    }

    public async Task StandsAlsoForWhatWasBoundAlready()
    {
        await AddTenantAsync();
        await BindAsync(InAcme);
        Expect.True(await BindUnderAsync(Rbac, InAcme, Key()) is { Event: null, IsReplayed: false }, "nothing to be new");
        await UnbindAsync(InAcme);
        await RefusesAsync(InAcme, Key(), IdempotencyKeyConflictReason.ResultGone);
        Expect.Sequence([], await BindingsAsync());
    }

    public async Task AnotherRequestIsRefused()
    {
        await AddTenantAsync();
        await BindUnderAsync(Rbac, InAcme, Key());
        await RefusesAsync(InAcme, new IdempotencyKey("scope", "key", "other"), IdempotencyKeyConflictReason.OtherRequest);
        await RefusesAsync(Everywhere, Key(), IdempotencyKeyConflictReason.OtherRequest);
        await RefusesAsync(User("bob", BuiltInRoles.TenantViewer.Id, "acme"), Key(), IdempotencyKeyConflictReason.OtherRequest);
        Expect.Equal(1, (await BindingsAsync()).Count);
    }

    public async Task ARefusalLeavesTheKeyFree()
    {
        await AddTenantAsync();
        await Expect.ThrowsAsync<ArgumentException>(async () => await BindUnderAsync(Rbac, User("alice", "no-such-role", "acme"), Key()));
        Expect.True(await BindUnderAsync(Second, InAcme, Key()) is { Event: not null, IsReplayed: false }, "the key to be free");
    }

    public async Task IsFreeAgainWhenItsLifeIsOver()
    {
        if (Harness.Clock is not { } clock)
        {
            return;
        }

        clock.SetUtcNow(Now);
        await AddTenantAsync();
        await BindUnderAsync(Rbac, InAcme, Key());
        await UnbindAsync(InAcme);
        clock.SetUtcNow(Now + IdempotencyKey.Life - Instant);
        await RefusesAsync(InAcme, Key(), IdempotencyKeyConflictReason.ResultGone);
        clock.SetUtcNow(Now + IdempotencyKey.Life);
        Expect.True(await BindUnderAsync(Second, InAcme, Key()) is { Event: not null, IsReplayed: false }, "it to be bound anew");
    }

    public async Task OutlivesItsTenant()
    {
        if (Harness.Store is not { } store || await AddTenantAsync() is not { } former)
        {
            return;
        }

        await BindUnderAsync(Rbac, InAcme, Key());
        Tenant last = former with { Status = TenantStatus.Terminating, Version = 2 };
        await store.UpdateAsync(last, 1, onlyIfIdle: false, new TenantUpdated { OccurredAt = Now, TenantId = Acme, TenantUid = former.Uid, Before = former, After = last }, Cancellation);
        await Rbac.RemoveWithinAsync(PermissionScope.Tenant(former), Cancellation);
        await RefusesAsync(InAcme, Key(), IdempotencyKeyConflictReason.ResultGone);
        await store.RemoveAsync(last, 2, new TenantDeleted { OccurredAt = Now, TenantId = Acme, TenantUid = former.Uid, Tenant = last }, Cancellation);
        await AddTenantAsync(with: t => t with { Uid = TenantUid.NewUid() });
        await RefusesAsync(Everywhere, Key(), IdempotencyKeyConflictReason.OtherRequest);
    }

    public async Task ManyAtOnceBindOnce()
    {
        await AddTenantAsync();
        foreach (RoleBinding binding in new[] { InAcme, Everywhere })
        {
            IdempotencyKey key = Key(binding.Scope.ToString());
            IReadOnlyList<BindingWritten> written = await AtOnceAsync(16, async i => await BindUnderAsync(i % 2 == 0 ? Rbac : Second, binding, key));
            Expect.Equal(1, written.Count(w => w is { Event: not null, IsReplayed: false }));
            Expect.Equal(15, written.Count(w => w is { Event: null, IsReplayed: true }));
        }
    }

    public async Task ManyAtOnceUnderOneKeyBindOneOfMany()
    {
        IReadOnlyList<bool> made = await AtOnceAsync(16, async i =>
        {
            RoleBinding binding = User($"user-{i}", BuiltInRoles.TenantViewer.Id, "*");
            try
            {
                return await BindUnderAsync(i % 2 == 0 ? Rbac : Second, binding, new IdempotencyKey("scope", "key", $"{i}")) is { IsReplayed: false };
            }
            catch (IdempotencyKeyConflictException e) when (e.Reason == IdempotencyKeyConflictReason.OtherRequest)
            {
                return false;
            }
        });
        Expect.Equal(1, made.Count(m => m));
        Expect.Equal(1, (await BindingsAsync()).Count);
    }

    private static IdempotencyKey Key(string key = "key") => new("scope", key, "f");

    private async Task<BindingWritten> BindUnderAsync(IRbacAdministrator rbac, RoleBinding binding, IdempotencyKey key) =>
        await rbac.AddBindingAsync(binding, Bound(binding), key, Cancellation);

    private async Task RefusesAsync(RoleBinding binding, IdempotencyKey key, IdempotencyKeyConflictReason reason) => Expect.Equal(
        reason,
        (await Expect.ThrowsAsync<IdempotencyKeyConflictException>(async () => await BindUnderAsync(Second, binding, key))).Reason);
}
