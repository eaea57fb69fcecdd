using System.Reflection;

namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

public sealed class CachingTenantStoreTests : IAsyncDisposable
{
    private readonly CacheWorld _world = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Tenant_is_asked_for_once()
    {
        Tenant tenant = await _world.CreateAsync();

        (await _world.FindAsync()).Should().Be(tenant);
        (await _world.FindAsync()).Should().Be(tenant);
        (await _world.Store.FindManyAsync([CacheWorld.Acme], Cancellation)).Should().Equal(tenant);

        _world.Calls.Should().Equal(nameof(ITenantStore.FindAsync));
    }

    [Fact]
    public async Task Answer_that_is_there_comes_at_once_and_costs_no_memory()
    {
        await _world.CreateAsync();
        await _world.FindAsync();
        Find(1000);

        long before = GC.GetAllocatedBytesForCurrentThread();
        bool atOnce = Find(1000);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        atOnce.Should().BeTrue();
        allocated.Should().Be(0);

        bool Find(int times)
        {
            bool all = true;
            for (int i = 0; i < times; i++)
            {
                ValueTask<Tenant?> found = _world.Store.FindAsync(CacheWorld.Acme, CancellationToken.None);
                all &= found.IsCompletedSuccessfully;
            }

            return all;
        }
    }

    [Fact]
    public async Task New_tenant_is_hidden_for_a_second_at_most()
    {
        (await _world.FindAsync()).Should().BeNull();
        await _world.CreateAsync();
        _world.Time.Advance(TimeSpan.FromSeconds(1) - CacheWorld.Moment);
        (await _world.FindAsync()).Should().BeNull();

        _world.Time.Advance(CacheWorld.Moment);

        (await _world.FindAsync()).Should().NotBeNull();
    }

    [Theory]
    [InlineData(TenantStatus.Pending, 1)]
    [InlineData(TenantStatus.Active, 5)]
    [InlineData(TenantStatus.Suspended, 5)]
    [InlineData(TenantStatus.Terminating, 1)]
    public async Task Another_hosts_change_is_seen_in_time(TenantStatus status, int seconds)
    {
        Tenant before = await PutAsync(status);
        await _world.FindAsync();
        Tenant after = before with { Description = "new", UpdatedAt = _world.Time.GetUtcNow(), Version = before.Version + 1 };
        await _world.OtherStore.UpdateAsync(after, before.Version, onlyIfIdle: false, Updated(before, after), Cancellation);

        _world.Time.Advance(TimeSpan.FromSeconds(seconds) - CacheWorld.Moment);
        (await _world.FindAsync()).Should().Be(before);
        _world.Time.Advance(CacheWorld.Moment);
        (await _world.FindAsync()).Should().Be(after);
    }

    [Fact]
    public async Task Many_are_found_in_order_without_those_that_are_not_there()
    {
        Tenant acme = await _world.CreateAsync();
        Tenant globex = await _world.CreateAsync("globex");
        await _world.FindAsync("globex");
        TenantReference[] ids = [TenantId.Parse("none"), globex.Id, acme.Id];

        (await _world.Store.FindManyAsync(ids, Cancellation)).Should().Equal(globex, acme);
        (await _world.Store.FindManyAsync(ids, Cancellation)).Should().Equal(globex, acme);

        _world.Calls.Should().Equal(nameof(ITenantStore.FindAsync), nameof(ITenantStore.FindManyAsync));
        (await _world.FindAsync("none")).Should().BeNull();
        _world.Calls.Should().HaveCount(2, "that there is none is known too");
    }

    [Theory]
    [InlineData("succeeds")]
    [InlineData("fails")]
    [InlineData("fails after it took effect")]
    [InlineData("is cancelled after it took effect")]
    public async Task Change_through_this_host_is_seen_at_once_though_it(string ends)
    {
        Tenant before = await _world.CreateAsync();
        await _world.FindAsync();
        Tenant after = before with { Description = "new", Version = before.Version + 1 };
        _world.Around = (method, _, call) => method.Name != nameof(ITenantStore.UpdateAsync) ? call() : End(ends, call);

        Exception? error = await Record.ExceptionAsync(async () =>
            await _world.Store.UpdateAsync(after, before.Version, onlyIfIdle: false, Updated(before, after), Cancellation));

        (error is null).Should().Be(ends == "succeeds");
        (await _world.FindAsync())!.Description.Should().Be(ends == "fails" ? null : "new");
        _world.Calls.Count(c => c == nameof(ITenantStore.FindAsync)).Should().Be(2);
    }

    [Fact]
    public async Task Conflict_forgets_what_led_to_it()
    {
        Tenant stale = await _world.CreateAsync();
        await _world.FindAsync();
        Tenant other = await _world.DescribeAsync("by another host");
        Tenant mine = stale with { Description = "mine", Version = stale.Version + 1 };

        await _world.Store.Awaiting(s => s.UpdateAsync(mine, stale.Version, onlyIfIdle: false, Updated(stale, mine), Cancellation).AsTask())
            .Should().ThrowAsync<TenantVersionConflictException>();

        (await _world.FindAsync()).Should().Be(other);
    }

    [Fact]
    public async Task Creation_and_removal_through_this_host_are_seen_at_once()
    {
        (await _world.FindAsync()).Should().BeNull();

        Tenant created = await _world.Tenants.CreateTenantAsync(new TenantSpec { Id = CacheWorld.Acme, Name = "Acme", OwnerId = "olivia" }, Cancellation);
        (await _world.FindAsync()).Should().Be(created);
        await _world.Tenants.DeleteTenantAsync(CacheWorld.Acme, cancellationToken: Cancellation);

        (await _world.FindAsync()).Should().BeNull();
    }

    [Theory]
    [InlineData("latest")]
    [InlineData("name")]
    [InlineData("namespace")]
    [InlineData("list")]
    public async Task Caller_that_has_seen_a_change_does_not_find_the_older_state(string way)
    {
        await _world.CreateAsync();
        await _world.FindAsync();
        Tenant changed = await _world.OtherTenants.AddNamespaceAsync(CacheWorld.Acme, "web", Cancellation);

        Tenant? seen = way switch
        {
            "latest" => await _world.Store.FindLatestAsync(CacheWorld.Acme, Cancellation),
            "name" => await _world.Store.FindByNameAsync("TENANT ACME", Cancellation),
            "namespace" => await _world.Store.FindByNamespaceAsync("web", Cancellation),
            _ => (await _world.Store.ListAsync(new TenantQuery(), Cancellation)).Single(),
        };

        seen.Should().Be(changed);
        (await _world.FindAsync()).Should().Be(changed);
    }

    [Fact]
    public async Task Latest_that_is_gone_is_forgotten()
    {
        await _world.CreateAsync();
        await _world.FindAsync();
        await _world.OtherTenants.DeleteTenantAsync(CacheWorld.Acme, cancellationToken: Cancellation);

        (await _world.Store.FindLatestAsync(CacheWorld.Acme, Cancellation)).Should().BeNull();

        (await _world.FindAsync()).Should().BeNull();
    }

    [Fact]
    public async Task Everything_but_finding_by_id_goes_to_the_store_as_it_is()
    {
        string[] cached = [nameof(ITenantStore.FindAsync), nameof(ITenantStore.FindLatestAsync), nameof(ITenantStore.FindManyAsync)];
        foreach (MethodInfo verb in typeof(ITenantStore).GetMethods().Concat(typeof(IConsumptionStore).GetMethods()).Concat(typeof(IPlanStore).GetMethods()).Where(m => !cached.Contains(m.Name)))
        {
            MethodInfo method = verb.IsGenericMethod ? verb.MakeGenericMethod(typeof(object)) : verb;
            await using CacheWorld world = new();
            object?[] given = [.. method.GetParameters().Select(p => Argument(p.ParameterType))];
            object?[] got = [];
            world.Around = (_, arguments, _) =>
            {
                got = arguments;
                return method.ReturnType == typeof(ValueTask<IReadOnlyList<Tenant>>)
                    ? new ValueTask<IReadOnlyList<Tenant>>([])
                    : Activator.CreateInstance(method.ReturnType);
            };

            for (int i = 0; i < 2; i++)
            {
                ((dynamic)method.Invoke(world.Store, given)!).GetAwaiter().GetResult();
            }

            world.Calls.Should().Equal([method.Name, method.Name], method.Name);
            got.Should().Equal(given, method.Name);
        }
    }

    [Fact]
    public async Task Cancelled_caller_gets_a_cancellation_even_when_the_answer_is_there()
    {
        await _world.CreateAsync();
        await _world.FindAsync();
        CancellationToken cancelled = new(canceled: true);

        await _world.Store.Awaiting(s => s.FindAsync(CacheWorld.Acme, cancelled).AsTask()).Should().ThrowAsync<OperationCanceledException>();
        await _world.Store.Awaiting(s => s.FindManyAsync([CacheWorld.Acme], cancelled).AsTask()).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task Caller_can_cancel_waiting_and_not_the_call_that_others_wait_for()
    {
        using CancellationTokenSource mine = new();
        List<object?> tokens = [];
        _world.Around = (_, arguments, call) =>
        {
            tokens.Add(arguments[^1]);
            return call();
        };

        await _world.Store.FindAsync(CacheWorld.Acme, mine.Token);
        await _world.Store.FindManyAsync([TenantId.Parse("globex")], mine.Token);
        await _world.Rbac.GetScopesAsync("bob", mine.Token);
        await _world.Rbac.IsGrantedAsync("bob", CacheWorld.Deploy, PermissionScope.Global, mine.Token);

        tokens.Should().HaveCount(4).And.OnlyContain(t => !((CancellationToken)t!).CanBeCanceled);
    }

    /// <summary>Hosts that write and read one tenant at the same time: a caller that asks after an update of this host reads it.</summary>
    [Fact]
    public async Task No_update_is_lost_and_none_is_read_too_late()
    {
        await _world.CreateAsync();
        _world.Around = (_, _, call) =>
        {
            object? answer = call();
            return answer is ValueTask<Tenant?> found ? new ValueTask<Tenant?>(LaterAsync(found.AsTask())) : answer;
        };
        long published = 0;
        object gate = new();
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Task[] readers = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!end.IsCancellationRequested)
            {
                long known = Volatile.Read(ref published);
                (await _world.Store.FindAsync(CacheWorld.Acme, CancellationToken.None))!.Version.Should().BeGreaterThanOrEqualTo(known);
                await Task.Yield();
            }
        }, Cancellation))];
        Task[] writers = [.. Enumerable.Range(0, 4).Select(w => Task.Run(async () =>
        {
            ITenantManager tenants = w == 0 ? _world.OtherTenants : _world.Tenants;
            for (int i = 0; i < 200; i++)
            {
                Tenant written = await tenants.UpdateTenantAsync(
                    CacheWorld.Acme, t => t with { Description = $"{int.Parse(t.Description ?? "0", null) + 1}" }, cancellationToken: Cancellation);
                lock (gate)
                {
                    published = w == 0 ? published : Math.Max(published, written.Version);
                }
            }
        }, Cancellation))];

        await Task.WhenAny(Task.WhenAll(writers), Task.WhenAll(readers));
        await end.CancelAsync();
        await Task.WhenAll([.. writers, .. readers]);

        (await _world.OtherTenants.GetTenantAsync(CacheWorld.Acme, Cancellation)).Description.Should().Be("800");

        static async Task<Tenant?> LaterAsync(Task<Tenant?> found)
        {
            Tenant? tenant = await found;
            await Task.Yield();
            return tenant;
        }
    }

    private static object? Argument(Type type) => type switch
    {
        _ when type == typeof(TenantId) => CacheWorld.Acme,
        _ when type == typeof(TenantReference) => (TenantReference)CacheWorld.Acme,
        _ when type == typeof(Tenant) => new Tenant { Id = CacheWorld.Acme, Uid = TenantUid.NewUid(), Name = "Acme", OwnerId = "olivia" },
        _ when type == typeof(string) => "text",
        _ when type.IsValueType => Activator.CreateInstance(type),
        _ => null,
    };

    private static object End(string ends, Func<object?> call)
    {
        if (ends == "fails")
        {
            throw new TenancyStoreException("down", isTransient: true);
        }

        object answer = call()!;
        return ends switch
        {
            "succeeds" => answer,
            "fails after it took effect" => throw new TenancyStoreException("timed out", isTransient: true),
            _ => throw new OperationCanceledException(),
        };
    }

    private static TenantUpdated Updated(Tenant before, Tenant after) => new() { OccurredAt = after.UpdatedAt, TenantId = after.Id, Before = before, After = after };

    private async Task<Tenant> PutAsync(TenantStatus status)
    {
        Tenant tenant = new() { Id = CacheWorld.Acme, Uid = TenantUid.NewUid(), Name = "Acme", OwnerId = "olivia", Status = status, CreatedAt = _world.Time.GetUtcNow(), Version = 1 };
        return (await _world.OtherStore.AddAsync(
            tenant, new TenantCreated { OccurredAt = tenant.CreatedAt, TenantId = tenant.Id, Tenant = tenant }, null, Cancellation)).Tenant;
    }
}
