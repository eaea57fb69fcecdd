using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>What the request path waits for when the cache has no answer: one statement, and before it what its transaction says, counted as the driver traces them.</summary>
public sealed class RoundTripTests(AccessDatabases databases) : IClassFixture<AccessDatabases>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_question_is_one_round_trip()
    {
        await using AccessDatabase database = await databases.CreateAsync(DatabaseKind.PostgreSql);
        AccessHost host = await database.StartAsync();
        await host.JoinAsync("staff", AccessHost.User);
        await host.JoinAsync("night", AccessHost.User);
        await host.SetRoleAsync(new Role("custom", [new Permission("pods", "read")]));
        await host.BindAsync(AccessHost.GroupBinding(PermissionScope.Global, "custom"));
        await host.BindAsync(AccessHost.Binding(PermissionScope.Global));

        // Past the cache, whose fetches are no one caller's and carry no caller's trace.
        RelationalRbacProvider rbac = host.Services.GetRequiredService<RelationalRbacProvider>();
        Permission read = Permission.Parse("pods:read");
        (await CountAsync(() => rbac.IsGrantedAsync(AccessHost.User, read, PermissionScope.Global, Cancellation).AsTask())).Should().Be(1);
        (await CountAsync(() => rbac.IsGrantedAsync("nobody", read, PermissionScope.Global, Cancellation).AsTask())).Should().Be(1);
        (await CountAsync(() => rbac.GetScopesAsync(AccessHost.User, Cancellation).AsTask())).Should().Be(1);
    }

    [Fact]
    public async Task Usage_of_several_tenants_is_one_round_trip_however_many_they_are()
    {
        await using AccessDatabase database = await databases.CreateAsync(DatabaseKind.PostgreSql);
        AccessHost host = await database.StartAsync();
        TenantReference[] named = [.. Enumerable.Range(0, TenancyLimits.PageSize).Select(i => (TenantReference)TenantId.Parse($"t-{i}"))];
        foreach (TenantReference tenant in named.Take(3))
        {
            await host.CreateAsync(tenant.Id.Value);
        }

        foreach (int count in new[] { 1, 3, 50, named.Length })
        {
            UsageQuery query = new() { Tenants = named[..count] };
            int listed = 0;
            IReadOnlyList<string> sent = await TraceAsync(async () => listed = (await host.Store.ListUsageAsync(query, Cancellation)).Count);
            sent.Should().ContainSingle("{0} are named", count).Which.Split("tenant_id IN").Should().HaveCount(1 + (count <= 500 ? 3 : 6), "no statement is sent for each");
            listed.Should().Be(Math.Min(3, count));
        }
    }

    private static async Task<int> CountAsync(Func<Task> question) => (await TraceAsync(question)).Count;

    /// <summary>What was sent to the database, a text for each round trip.</summary>
    private static async Task<IReadOnlyList<string>> TraceAsync(Func<Task> question)
    {
        // Other tests run at the same time: only what belongs to this question counts.
        ConcurrentBag<Activity> statements = [];
        using ActivityListener listener = new()
        {
            ShouldListenTo = source => source.Name is "Npgsql" or nameof(RoundTripTests),
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (activity.Source.Name == "Npgsql")
                {
                    statements.Add(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        using ActivitySource source = new(nameof(RoundTripTests));
        using Activity asked = source.StartActivity("question")!;
        await question();
        return [.. statements.Where(s => s.TraceId == asked.TraceId).Select(s => $"{s.GetTagItem("db.query.text")}")];
    }
}
