using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>What one host changes, another forgets long before its cache's duration is over.</summary>
public sealed class NotificationTests(PostgresServer server) : IAsyncLifetime
{
    private static readonly TenantId Acme = TenantId.Parse("acme");

    private PostgresDatabase _database = null!;
    private ServiceProvider _here = null!;
    private ServiceProvider _there = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await server.CreateDatabaseAsync();
        _here = Host();
        _there = Host();
        await _here.MigrateTenancyAsync(Cancelled);
        await Tenants(_here).CreateTenantAsync(new TenantSpec { Id = Acme, Name = "Acme", OwnerId = "alice" }, Cancelled);
        await Tenants(_there).GetTenantAsync(Acme, Cancelled);
        await ListensAsync(2);
    }

    public async ValueTask DisposeAsync()
    {
        await _here.DisposeAsync();
        await _there.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Change_of_a_tenant_is_received()
    {
        (await Tenants(_there).GetTenantAsync(Acme, Cancelled)).Description.Should().BeNull();

        await Tenants(_here).UpdateTenantAsync(Acme, t => t with { Description = "new" }, cancellationToken: Cancelled);

        await EventuallyAsync(async () => (await Tenants(_there).GetTenantAsync(Acme, Cancelled)).Description == "new");
    }

    [Fact]
    public async Task Change_of_access_is_received()
    {
        IAccessManager there = _there.GetRequiredService<IAccessManager>();
        (await there.CheckTenantAccessAsync("bob", Acme, Cancelled)).Should().BeFalse();

        await _here.GetRequiredService<IAccessManager>().BindRoleAsync(
            new RoleBinding(RoleSubject.User("bob"), BuiltInRoles.TenantViewer.Id, PermissionScope.Tenant(Acme)), Cancelled);

        await EventuallyAsync(async () => await there.CheckTenantAccessAsync("bob", Acme, Cancelled));
    }

    [Fact]
    public async Task What_changed_while_nobody_listened_is_forgotten_with_everything_else()
    {
        (await Tenants(_there).GetTenantAsync(Acme, Cancelled)).Description.Should().BeNull();

        await _database.ExecuteAsync(
            """
            BEGIN;
            UPDATE tenants SET description = 'unsignalled';
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%';
            COMMIT
            """);

        await EventuallyAsync(async () => (await Tenants(_there).GetTenantAsync(Acme, Cancelled)).Description == "unsignalled");
        await ListensAsync(2);
        await Tenants(_here).UpdateTenantAsync(Acme, t => t with { Description = "signalled again" }, cancellationToken: Cancelled);
        await EventuallyAsync(async () => (await Tenants(_there).GetTenantAsync(Acme, Cancelled)).Description == "signalled again");
    }

    /// <summary>Answers are kept longer than any test waits, so a change that is seen was signalled.</summary>
    private ServiceProvider Host() => new ServiceCollection()
        .AddTrustedTenancy()
        .UsePostgreSql(_database.ConnectionString, options => options.CacheDuration = TenancyDatabaseOptions.MaxCacheDuration)
        .Services.BuildServiceProvider();

    private static ITenantManager Tenants(ServiceProvider host) => host.GetRequiredService<ITenantManager>();

    private Task ListensAsync(long sessions) => EventuallyAsync(async () => await _database.ScalarAsync<long>(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%' AND state = 'idle'") == sessions);

    private static Task EventuallyAsync(Func<Task<bool>> condition) =>
        HangLimit.UntilAsync("the change is received", condition, Cancelled);
}
