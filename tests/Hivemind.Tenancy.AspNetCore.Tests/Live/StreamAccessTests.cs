using Microsoft.Extensions.DependencyInjection;

#pragma warning disable CA2012 // What stands before a store hands its answer on to the one who awaits it.
namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>A stream ends, and shows nothing that was recorded later, when its user loses what let them in.</summary>
public sealed class StreamAccessTests
{
    private static CancellationToken Token => StreamHost.Token;

    public static TheoryData<string> Losses => ["unbound", "role", "group", "owner", "global"];

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task Reader_who_loses_the_right_gets_nothing_that_comes_later(string loss)
    {
        await using StreamHost host = new();
        Tenant acme = await host.CreateAsync("acme", "alice");
        await host.Access.SetRoleAsync(new Role("reader", [TenancyPermissions.ReadEvents]), Token);
        Role reader = new("reader", [TenancyPermissions.ReadEvents]);
        PermissionScope scope = loss == "global" ? PermissionScope.Global : PermissionScope.Tenant(acme);
        RoleBinding ofGroup = new(RoleSubject.Group("readers"), reader.Id, scope);
        switch (loss)
        {
            case "group":
                await host.Access.BindRoleAsync(ofGroup, Token);
                await host.Access.AddGroupMemberAsync("readers", "bob", Token);
                break;
            case "owner":
                await host.Tenants.UpdateTenantAsync(acme, t => t with { OwnerId = "bob" }, cancellationToken: Token);
                await host.BindAsync("alice", reader, scope);
                break;
            default:
                await host.BindAsync("bob", reader, scope);
                break;
        }

        EventFollower bob = await host.FollowFromNowAsync("bob", loss == "global" ? default(TenantReference?) : new TenantReference(acme.Id, acme.Uid));
        EventFollower alice = await host.FollowFromNowAsync("alice", acme);
        await host.DescribeAsync(acme, "before");
        (await bob.TakeTextAsync()).Should().Be("before");

        await (loss switch
        {
            "group" => host.Access.RemoveGroupMemberAsync("readers", "bob", Token).AsTask(),
            "role" => host.Access.SetRoleAsync(new Role("reader", [new Permission("logs", "read")]), Token).AsTask(),
            "owner" => host.Tenants.UpdateTenantAsync(acme, t => t with { OwnerId = "alice" }, cancellationToken: Token).AsTask(),
            _ => host.UnbindAsync("bob", reader, scope),
        });
        await host.DescribeAsync(acme, "after");

        (await bob.ShouldThrowAsync<TenantAccessDeniedException>()).UserId.Should().Be("bob");
        string? text = null;
        while (text != "after")
        {
            text = (await alice.TakeAsync()).Event is TenantUpdated update ? update.After.Description : null;
        }

        host.Live.Count.Should().Be(1);
    }

    /// <summary>The question takes its time, and many events come in between.</summary>
    [Fact]
    public async Task Nothing_is_shown_while_it_is_open_whether_the_reader_may()
    {
        await using StreamHost host = new();
        Tenant acme = await host.CreateAsync("acme", "alice");
        await host.BindAsync("bob", BuiltInRoles.TenantViewer, PermissionScope.Tenant(acme));
        EventFollower bob = await host.FollowFromNowAsync("bob", acme);
        await host.SettledAsync();
        TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Around = (method, call) => method == nameof(IRbacProvider.IsGrantedAsync) ? LaterAsync(call, gate.Task) : call();

        await host.Access.SetRoleAsync(new Role("other", [new Permission("logs", "read")]), Token);
        await host.Access.SetRoleAsync(new Role("other", [new Permission("logs", "write")]), Token);
        await host.DescribeAsync(acme, "held");
        Task<bool> next = bob.StepAsync();
        await StreamHost.UntilAsync("he is due", () => host.Live.Due == 1);
        (await Task.WhenAny(next, Task.Delay(50, Token))).Should().NotBe(next);
        gate.SetResult();

        (await bob.TakeTextAsync()).Should().Be("held");
    }

    [Fact]
    public async Task Reader_whose_binding_ends_by_time_gets_nothing_from_then_on()
    {
        await using StreamHost host = new();
        Tenant acme = await host.CreateAsync("acme", "alice");
        await host.BindAsync("bob", BuiltInRoles.TenantViewer, PermissionScope.Tenant(acme), host.Time.GetUtcNow().AddSeconds(30));
        EventFollower bob = await host.FollowFromNowAsync("bob", acme);
        await host.SettledAsync();
        await host.DescribeAsync(acme, "before");
        (await bob.TakeTextAsync()).Should().Be("before");

        host.Time.Advance(TimeSpan.FromSeconds(30));
        await host.DescribeAsync(acme, "after");

        await bob.ShouldThrowAsync<TenantAccessDeniedException>();
    }

    [Fact]
    public async Task Binding_that_is_made_to_end_sooner_ends_the_stream_then()
    {
        await using StreamHost host = new();
        Tenant acme = await host.CreateAsync("acme", "alice");
        await host.BindAsync("bob", BuiltInRoles.TenantViewer, PermissionScope.Tenant(acme));
        EventFollower bob = await host.FollowFromNowAsync("bob", acme);
        await host.BindAsync("bob", BuiltInRoles.TenantViewer, PermissionScope.Tenant(acme), host.Time.GetUtcNow().AddSeconds(20));
        (await bob.TakeAsync()).Event.Should().BeOfType<RoleBound>();
        Task<bool> next = bob.StepAsync();

        await host.AdvanceUntilAsync("it has ended", () => next.IsCompleted);

        await bob.ShouldThrowAsync<TenantAccessDeniedException>();
    }

    /// <summary>Of a directory no event says that it has changed, nor when a right ends.</summary>
    [Fact]
    public async Task Reader_whom_a_directory_lets_in_no_longer_is_gone_after_a_minute()
    {
        SilentRbac directory = new();
        await using StreamHost host = new(after: services => services.AddSingleton<IRbacProvider>(new Deciding(directory)));
        Tenant acme = await host.CreateAsync("acme", "alice");
        EventFollower bob = await host.FollowFromNowAsync("bob", acme);
        await host.SettledAsync();
        DateTimeOffset begin = host.Time.GetUtcNow();
        Task<bool> next = bob.StepAsync();
        directory.Answer = (_, _) => Task.FromResult(false);

        await host.AdvanceUntilAsync("it has ended", () => next.IsCompleted);

        await bob.ShouldThrowAsync<TenantAccessDeniedException>();
        (host.Time.GetUtcNow() - begin).Should().BeGreaterThan(TimeSpan.FromSeconds(20), "it is not asked all the time");
    }

    [Fact]
    public async Task While_nobody_can_say_a_stream_waits_for_two_minutes_and_no_longer()
    {
        await using StreamHost host = new();
        Tenant acme = await host.CreateAsync("acme", "alice");
        EventFollower idle = await host.FollowFromNowAsync("alice", acme);
        await host.BindAsync("bob", BuiltInRoles.TenantViewer, PermissionScope.Tenant(acme));
        (await idle.TakeAsync()).Event.Should().BeOfType<RoleBound>();
        EventFollower bob = await host.FollowFromNowAsync("bob", acme);
        await host.SettledAsync();
        host.Around = (method, call) => method is nameof(IRbacProvider.IsGrantedAsync) ? throw new TenancyStoreException("down", isTransient: true) : call();
        await host.UnbindAsync("bob", BuiltInRoles.TenantViewer, PermissionScope.Tenant(acme));
        await host.DescribeAsync(acme, "not for him");
        DateTimeOffset begin = host.Time.GetUtcNow();
        Task<bool> next = bob.StepAsync();

        await host.AdvanceUntilAsync("it has ended", () => next.IsCompleted);

        (await bob.ShouldThrowAsync<TenancyStoreException>()).IsTransient.Should().BeTrue();
        (host.Time.GetUtcNow() - begin).Should().BeGreaterThanOrEqualTo(LiveWatch.LongestUnjudged);
        (await idle.TakeAsync()).Event.Should().BeOfType<RoleUnbound>("the owner asks no provider");
    }

    private static async ValueTask<bool> LaterAsync(Func<object?> call, Task gate)
    {
        ValueTask<bool> answer = (ValueTask<bool>)call()!;
        await gate;
        return await answer;
    }

    /// <summary>A directory that answers both questions the same way.</summary>
    private sealed class Deciding(SilentRbac directory) : IRbacProvider
    {
        public async ValueTask<bool> IsGrantedAsync(string userId, Permission permission, PermissionScope scope, CancellationToken cancellationToken) =>
            await directory.Answer(userId, cancellationToken);

        public ValueTask<GrantedScopes> GetScopesAsync(string userId, CancellationToken cancellationToken) => directory.GetScopesAsync(userId, cancellationToken);
    }
}
