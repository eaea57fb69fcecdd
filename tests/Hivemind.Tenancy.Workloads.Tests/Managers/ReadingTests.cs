namespace Hivemind.Tenancy.Workloads.Tests.Managers;

public sealed class ReadingTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Apps_come_in_pages_in_order_of_namespace_and_name_over_all_nodes()
    {
        await using Platform platform = await Platform.CreateAsync();
        await platform.Host.Tenants.AddNamespaceAsync(platform.Acme, "web-b", Cancellation);
        platform.Engine.AddNode(new Node("second"));
        foreach (string path in new[] { "web/c", "web-b/a", "web/a", "web/b", "web-b/b" })
        {
            string[] parts = path.Split('/');
            await platform.DeployAsync(Platform.Shop(1) with { Namespace = parts[0], Name = parts[1] });
        }

        List<string> seen = [];
        AppQuery query = new() { Limit = 2 };
        while (true)
        {
            string[] page = [.. (await platform.Apps.ListAppsAsync(platform.Acme, query, Cancellation)).Select(a => $"{a.Key.Namespace}/{a.Key.Name}")];
            page.Length.Should().BeLessThanOrEqualTo(2);
            seen.AddRange(page);
            if (page.Length == 0)
            {
                break;
            }

            query = query with { After = page[^1] };
        }

        seen.Should().Equal("web-b/a", "web-b/b", "web/a", "web/b", "web/c");
        (await platform.Apps.ListAppsAsync(platform.Acme, new AppQuery { Namespace = "web" }, Cancellation)).Should().HaveCount(3);
    }

    [Fact]
    public async Task List_is_complete_or_throws()
    {
        await using Platform platform = await Platform.CreateAsync();
        platform.Engine.AddNode(new Node("second"));
        platform.Engine.Faults.Silence("second");

        Func<Task> list = () => platform.Apps.ListAppsAsync(platform.Acme, cancellationToken: Cancellation).AsTask();

        await list.Should().ThrowAsync<WorkloadEngineException>();
    }

    [Fact]
    public async Task Logs_begin_with_the_last_lines_and_follow()
    {
        await using Platform platform = await Platform.CreateAsync();
        await platform.DeployAsync();
        foreach (string line in new[] { "one", "two", "three" })
        {
            platform.Engine.Write(platform.Key(), line);
        }

        IAsyncEnumerable<AppLogLine> lines = await platform.Apps.ReadLogsAsync(platform.Acme, "web", "shop", new AppLogQuery { Tail = 2, Follow = true }, Cancellation);
        List<string> seen = [];
        await foreach (AppLogLine line in lines.WithCancellation(Cancellation))
        {
            seen.Add(line.Text);
            if (line.Text == "three")
            {
                platform.Engine.Write(platform.Key(), "four", isError: true);
            }

            if (line.Text == "four")
            {
                line.IsError.Should().BeTrue();
                await platform.Apps.RemoveAsync(platform.Acme, "web", "shop", cancellationToken: Cancellation);
            }
        }

        seen.Should().Equal("two", "three", "four");
    }

    [Fact]
    public async Task Logs_without_following_end_with_the_last_line()
    {
        await using Platform platform = await Platform.CreateAsync();
        await platform.DeployAsync();
        platform.Engine.Write(platform.Key(), "one");

        IAsyncEnumerable<AppLogLine> lines = await platform.Apps.ReadLogsAsync(platform.Acme, "web", "shop", cancellationToken: Cancellation);

        (await lines.ToListAsync(Cancellation)).Should().ContainSingle().Which.Text.Should().Be("one");
    }

    [Fact]
    public async Task Usage_is_that_of_the_replicas()
    {
        await using Platform platform = await Platform.CreateAsync();
        App app = await platform.DeployAsync();
        platform.Engine.SetUsage(app.Key, [new ReplicaUsage(app.Replicas[0].Id, 0.25m, 1024), new ReplicaUsage("gone", 1, 1)]);

        (await platform.Apps.GetUsageAsync(platform.Acme, "web", "shop", Cancellation)).Should().Equal(new ReplicaUsage(app.Replicas[0].Id, 0.25m, 1024));
    }
}
