namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

public sealed class CachingRbacProviderTests : IAsyncDisposable
{
    private readonly CacheWorld _world = new();

    private PermissionScope InAcme => PermissionScope.Tenant(_world.Reference);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Each_question_is_asked_once()
    {
        await BindAsync("bob");
        for (int i = 0; i < 3; i++)
        {
            (await IsGrantedAsync("bob")).Should().BeTrue();
            (await IsGrantedAsync("eve")).Should().BeFalse();
            (await _world.Rbac.IsGrantedAsync("bob", TenancyPermissions.UpdateQuotas, InAcme, Cancellation)).Should().BeFalse();
            (await _world.Rbac.IsGrantedAsync("bob", CacheWorld.Deploy, PermissionScope.Global, Cancellation)).Should().BeFalse();
            (await _world.Rbac.GetScopesAsync("bob", Cancellation)).Tenants.Should().Equal(_world.Reference);
            (await _world.Rbac.GetScopesAsync("eve", Cancellation)).Tenants.Should().BeEmpty();
        }

        _world.Calls.Should().HaveCount(6);
    }

    [Fact]
    public async Task Answer_that_is_there_comes_at_once_and_costs_no_memory()
    {
        await BindAsync("bob");
        await IsGrantedAsync("bob");
        await _world.Rbac.GetScopesAsync("bob", Cancellation);
        Ask(1000);

        long before = GC.GetAllocatedBytesForCurrentThread();
        bool atOnce = Ask(1000);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        atOnce.Should().BeTrue();
        allocated.Should().Be(0);

        bool Ask(int times)
        {
            PermissionScope inAcme = InAcme;
            bool all = true;
            for (int i = 0; i < times; i++)
            {
                ValueTask<bool> granted = _world.Rbac.IsGrantedAsync("bob", CacheWorld.Deploy, inAcme, CancellationToken.None);
                ValueTask<GrantedScopes> scopes = _world.Rbac.GetScopesAsync("bob", CancellationToken.None);
                all &= granted.IsCompletedSuccessfully && scopes.IsCompletedSuccessfully;
            }

            return all;
        }
    }

    [Fact]
    public async Task Right_that_another_host_revoked_is_gone_in_time()
    {
        RoleBinding binding = await BindAsync("bob");
        await IsGrantedAsync("bob");
        await _world.Rbac.GetScopesAsync("bob", Cancellation);
        await _world.OtherAccess.UnbindRoleAsync(binding, Cancellation);

        _world.Time.Advance(CacheWorld.Duration - CacheWorld.Moment);
        (await IsGrantedAsync("bob")).Should().BeTrue();
        _world.Time.Advance(CacheWorld.Moment);
        (await IsGrantedAsync("bob")).Should().BeFalse();
        (await _world.Rbac.GetScopesAsync("bob", Cancellation)).Scopes.Should().BeEmpty();
    }

    [Fact]
    public async Task Right_that_ends_is_not_kept_beyond_its_end()
    {
        TimeSpan length = 3 * CacheWorld.Moment;
        await _world.CreateAsync();
        await _world.OtherAccess.AddGroupMemberAsync("crew", "bob", Cancellation);
        RoleBinding binding = new(RoleSubject.Group("crew"), BuiltInRoles.TenantOperator.Id, InAcme) { EndsAt = _world.Time.GetUtcNow() + length };
        await _world.OtherAccess.BindRoleAsync(binding, Cancellation);
        await IsGrantedAsync("bob");
        await _world.Rbac.GetScopesAsync("bob", Cancellation);
        _world.Calls.Clear();

        _world.Time.Advance(length - CacheWorld.Moment);
        (await IsGrantedAsync("bob")).Should().BeTrue();
        (await _world.Rbac.GetScopesAsync("bob", Cancellation)).Tenants.Should().Equal(_world.Reference);
        _world.Calls.Should().BeEmpty();
        _world.Time.Advance(CacheWorld.Moment);
        (await IsGrantedAsync("bob")).Should().BeFalse();
        (await _world.Rbac.GetScopesAsync("bob", Cancellation)).Scopes.Should().BeEmpty();
    }

    [Fact]
    public async Task Right_that_ends_later_than_answers_are_kept_is_asked_for_again()
    {
        await _world.CreateAsync();
        RoleBinding binding = new(RoleSubject.User("bob"), BuiltInRoles.TenantOperator.Id, InAcme) { EndsAt = DateTimeOffset.MaxValue };
        await _world.OtherAccess.BindRoleAsync(binding, Cancellation);
        await IsGrantedAsync("bob");
        await _world.OtherAccess.UnbindRoleAsync(binding, Cancellation);

        _world.Time.Advance(CacheWorld.Duration);
        (await IsGrantedAsync("bob")).Should().BeFalse();
    }

    [Theory]
    [InlineData(nameof(IRbacAdministrator.SetRoleAsync), false)]
    [InlineData(nameof(IRbacAdministrator.RemoveRoleAsync), false)]
    [InlineData(nameof(IRbacAdministrator.AddBindingAsync), false)]
    [InlineData(nameof(IRbacAdministrator.RemoveBindingAsync), false)]
    [InlineData(nameof(IRbacAdministrator.RemoveWithinAsync), false)]
    [InlineData(nameof(IRbacAdministrator.AddGroupMemberAsync), false)]
    [InlineData(nameof(IRbacAdministrator.RemoveGroupMemberAsync), false)]
    [InlineData(nameof(IRbacAdministrator.SetRoleAsync), true)]
    [InlineData(nameof(IRbacAdministrator.RemoveRoleAsync), true)]
    [InlineData(nameof(IRbacAdministrator.AddBindingAsync), true)]
    [InlineData(nameof(IRbacAdministrator.RemoveBindingAsync), true)]
    [InlineData(nameof(IRbacAdministrator.RemoveWithinAsync), true)]
    [InlineData(nameof(IRbacAdministrator.AddGroupMemberAsync), true)]
    [InlineData(nameof(IRbacAdministrator.RemoveGroupMemberAsync), true)]
    public async Task Write_through_this_host_is_seen_at_once(string verb, bool failsAfterwards)
    {
        Role role = new("deployer", [CacheWorld.Deploy]);
        await _world.CreateAsync();
        RoleBinding binding = new(RoleSubject.User("bob"), role.Id, InAcme);
        RoleBinding ofGroup = new(RoleSubject.Group("crew"), role.Id, InAcme);
        await _world.OtherAccess.SetRoleAsync(role, Cancellation);
        bool grants = verb is nameof(IRbacAdministrator.AddBindingAsync) or nameof(IRbacAdministrator.AddGroupMemberAsync);
        if (verb.Contains("Group", StringComparison.Ordinal))
        {
            await _world.OtherAccess.BindRoleAsync(ofGroup, Cancellation);
        }
        else if (!grants)
        {
            await _world.OtherAccess.BindRoleAsync(binding, Cancellation);
        }

        if (verb == nameof(IRbacAdministrator.RemoveGroupMemberAsync))
        {
            await _world.OtherAccess.AddGroupMemberAsync("crew", "bob", Cancellation);
        }

        if (verb == nameof(IRbacAdministrator.RemoveWithinAsync))
        {
            // A provider that shares the store keeps the bindings of a tenant that lives.
            await _world.OtherStore.UpdateAsync(await TerminatingAsync(), 2, onlyIfIdle: false, Change(), Cancellation);
        }

        (await IsGrantedAsync("bob")).Should().Be(!grants);
        (await _world.Rbac.GetScopesAsync("bob", Cancellation)).Scopes.Any().Should().Be(!grants);
        _world.Around = (method, _, call) =>
        {
            object? answer = call();
            return failsAfterwards && method.Name == verb ? throw new TenancyStoreException("timed out", isTransient: true) : answer;
        };

        Exception? error = await Record.ExceptionAsync(async () => await (verb switch
        {
            nameof(IRbacAdministrator.SetRoleAsync) => Write(_world.Rbac.SetRoleAsync(new Role(role.Id, [Permission.Parse("a:b")]), Change(), Cancellation)),
            nameof(IRbacAdministrator.RemoveRoleAsync) => Write(_world.Rbac.RemoveRoleAsync(role.Id, Change(), Cancellation)),
            nameof(IRbacAdministrator.AddBindingAsync) => _world.Rbac.AddBindingAsync(binding, Change(), null, Cancellation).AsTask(),
            nameof(IRbacAdministrator.RemoveBindingAsync) => Write(_world.Rbac.RemoveBindingAsync(binding, Change(), Cancellation)),
            nameof(IRbacAdministrator.RemoveWithinAsync) => _world.Rbac.RemoveWithinAsync(InAcme, Cancellation).AsTask(),
            nameof(IRbacAdministrator.AddGroupMemberAsync) => Write(_world.Rbac.AddGroupMemberAsync("crew", "bob", Change(), Cancellation)),
            _ => Write(_world.Rbac.RemoveGroupMemberAsync("crew", "bob", Change(), Cancellation)),
        }));

        (error is TenancyStoreException).Should().Be(failsAfterwards);
        (await IsGrantedAsync("bob")).Should().Be(grants);
        bool hasScopes = (await _world.Rbac.GetScopesAsync("bob", Cancellation)).Scopes.Any();
        hasScopes.Should().Be(grants || verb == nameof(IRbacAdministrator.SetRoleAsync));
    }

    [Fact]
    public async Task Rights_of_a_removed_tenant_are_forgotten_with_it()
    {
        await BindAsync("bob");
        await IsGrantedAsync("bob");
        await _world.OtherTenants.DeleteTenantAsync(CacheWorld.Acme, cancellationToken: Cancellation);

        await Record.ExceptionAsync(async () => await _world.Store.RemoveAsync(
            CacheWorld.Acme, 1, new TenantDeleted { OccurredAt = default, TenantId = CacheWorld.Acme, Tenant = await TerminatingAsync() }, Cancellation));

        (await IsGrantedAsync("bob")).Should().BeFalse();
    }

    private static async Task Write(ValueTask<TenancyEvent?> writing) => (await writing).Should().NotBeNull();

    private RoleUnbound Change() => new()
    {
        OccurredAt = _world.Time.GetUtcNow(),
        Binding = new RoleBinding(RoleSubject.User("bob"), "deployer", InAcme),
    };

    private async Task<Tenant> TerminatingAsync() =>
        await _world.OtherStore.FindAsync(CacheWorld.Acme, Cancellation) is { } tenant
            ? tenant with { Status = TenantStatus.Terminating, Version = 3 }
            : new Tenant { Id = CacheWorld.Acme, Uid = TenantUid.NewUid(), Name = "Acme", OwnerId = "olivia" };

    private async Task<bool> IsGrantedAsync(string user) => await _world.Rbac.IsGrantedAsync(user, CacheWorld.Deploy, InAcme, Cancellation);

    private async Task<RoleBinding> BindAsync(string user)
    {
        await _world.CreateAsync();
        RoleBinding binding = new(RoleSubject.User(user), BuiltInRoles.TenantOperator.Id, InAcme);
        await _world.OtherAccess.BindRoleAsync(binding, Cancellation);
        return binding;
    }
}
