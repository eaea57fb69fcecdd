namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>What is kept in a database and what is kept in memory say the same, refusals included.</summary>
public sealed class AccessModelTests(AccessDatabases databases) : IClassFixture<AccessDatabases>
{
    private const int Changes = 120;

    [Theory]
    [InlineData(DatabaseKind.Sqlite, 1)]
    [InlineData(DatabaseKind.Sqlite, 2)]
    [InlineData(DatabaseKind.PostgreSql, 1)]
    [InlineData(DatabaseKind.PostgreSql, 2)]
    public async Task Random_changes_come_to_the_same_as_in_memory(DatabaseKind kind, int seed)
    {
        await using AccessDatabase database = await databases.CreateAsync(kind);
        await using AccessHost reference = RandomAccess.Reference();
        AccessHost host = await database.StartAsync();
        RandomAccess random = new(seed);
        for (int change = 1; change <= Changes; change++)
        {
            Func<AccessHost, Task<string>> next = random.Next();
            (await next(host)).Should().Be(await next(reference), "that is change {0}", change);
            if (change % 30 == 0)
            {
                (await RandomAccess.ObserveAsync(host)).Should().Equal(await RandomAccess.ObserveAsync(reference), "that is so after change {0}", change);
            }
        }
    }
}
