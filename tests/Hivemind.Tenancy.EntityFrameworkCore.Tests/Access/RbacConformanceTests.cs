using Hivemind.Tenancy.Testing;

namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>Every case of the RBAC suite, on each database, with a second host.</summary>
public sealed class RbacConformanceTests(AccessDatabases databases) : IClassFixture<AccessDatabases>
{
    public static TheoryData<DatabaseKind, string> Cases
    {
        get
        {
            TheoryData<DatabaseKind, string> cases = [];
            foreach (DatabaseKind kind in Enum.GetValues<DatabaseKind>())
            {
                foreach (ConformanceCase<RbacHarness> conformance in RbacConformance.Cases)
                {
                    cases.Add(kind, conformance.Name);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Case_passes(DatabaseKind kind, string name) =>
        RbacConformance.RunAsync(name, _ => HarnessAsync(kind), TestContext.Current.CancellationToken);

    private async ValueTask<RbacHarness> HarnessAsync(DatabaseKind kind)
    {
        AccessDatabase database = await databases.CreateAsync(kind);
        TestClock clock = new();
        AccessHost host = await database.StartAsync(clock: clock);
        AccessHost second = await database.StartAsync(clock: clock);
        bool isBroken = false;
        return new RbacHarness(host.Rbac)
        {
            SecondHost = second.Rbac,
            Store = host.Store,
            Clock = clock,
            BreakAsync = async _ =>
            {
                foreach (string table in AccessDatabases.Tables)
                {
                    await database.ExecuteAsync($"ALTER TABLE {table} RENAME TO lost_{table}");
                }

                isBroken = true;
            },
            Cleanup = async () =>
            {
                foreach (string table in isBroken ? AccessDatabases.Tables : [])
                {
                    await database.ExecuteAsync($"ALTER TABLE lost_{table} RENAME TO {table}");
                }

                await database.DisposeAsync();
            },
        };
    }
}
