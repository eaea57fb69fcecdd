using Npgsql;

namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>A write of what a tenant owns is held up between its look at the tenant and its end, while the tenant is deleted.</summary>
public sealed class TenantsOwnRaceTests(PostgresServer server)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("roles", "(owner, id, permissions) VALUES (@owner, 'late', '[]')")]
    [InlineData("group_members", "(owner, group_id, user_id) VALUES (@owner, 'late', 'ulrich')")]
    public async Task Nothing_outlives_a_deletion_that_comes_in_between(string table, string values)
    {
        await using PostgresDatabase postgres = await server.CreateDatabaseAsync();
        await using AccessDatabase database = new(postgres);
        (AccessHost one, AccessHost other) = (await database.StartAsync(), await database.StartAsync());
        Tenant tenant = await one.CreateAsync();
        await using NpgsqlConnection session = await postgres.OpenAsync();
        Task write;
        Task deletion;
        await using (NpgsqlTransaction transaction = await session.BeginTransactionAsync(Cancellation))
        {
            // The same key, not committed: who writes it waits, and nobody else sees it.
            await using NpgsqlCommand insert = new($"INSERT INTO {table} {values}", session, transaction);
            insert.Parameters.AddWithValue("owner", new TenantReference(tenant.Id, tenant.Uid).ToString());
            await insert.ExecuteNonQueryAsync(Cancellation);
            write = table == "roles"
                ? other.SetRoleAsync(new Role("late", [new Permission("pods", "read")], tenant))
                : other.JoinAsync(new GroupReference("late", tenant), AccessHost.User);
            await postgres.UntilASessionWaitsAsync();
            deletion = one.Tenants.DeleteTenantAsync(tenant, cancellationToken: Cancellation).AsTask();
            await Task.WhenAny(deletion, Task.Delay(TimeSpan.FromSeconds(1), Cancellation));
            await transaction.RollbackAsync(Cancellation);
        }

        await write;
        await deletion;
        (await database.CountAsync(table)).Should().Be(0);
    }
}
