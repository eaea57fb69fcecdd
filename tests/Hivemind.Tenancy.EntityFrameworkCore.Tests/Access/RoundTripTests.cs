using System.Collections.Concurrent;
using System.Diagnostics;

namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>What the request path waits for: one statement, counted as the driver traces them.</summary>
public sealed class RoundTripTests(AccessDatabases databases) : IClassFixture<AccessDatabases>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_question_is_one_statement()
    {
        await using AccessDatabase database = await databases.CreateAsync(DatabaseKind.PostgreSql);
        AccessHost host = await database.StartAsync();
        await host.JoinAsync("staff", AccessHost.User);
        await host.JoinAsync("night", AccessHost.User);
        await host.SetRoleAsync(new Role("custom", [new Permission("pods", "read")]));
        await host.BindAsync(AccessHost.GroupBinding(PermissionScope.Global, "custom"));
        await host.BindAsync(AccessHost.Binding(PermissionScope.Global));

        (await CountAsync(() => host.MayAsync(AccessHost.User, "pods:read", PermissionScope.Global))).Should().Be(1);
        (await CountAsync(() => host.MayAsync("nobody", "pods:read", PermissionScope.Global))).Should().Be(1);
        (await CountAsync(() => host.Rbac.GetScopesAsync(AccessHost.User, Cancellation).AsTask())).Should().Be(1);
    }

    private static async Task<int> CountAsync(Func<Task> question)
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
        return statements.Count(s => s.TraceId == asked.TraceId);
    }
}
