namespace Hivemind.Tenancy.Tests;

/// <summary>Live allocations, page by page.</summary>
public sealed class ListAllocationsTests
{
    private static readonly ResourceAmounts One = Resources.Amounts(("cpu", 1));

    [Theory, EveryStore]
    public async Task List_pages_in_ordinal_order_of_the_ids(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store);
        string[] ids = ["b", "a", "B", "ab", "a.", "a-", "\u00e4", "aa", "10", "9"];
        foreach (string id in ids)
        {
            await host.ReserveAsync(One, id);
        }

        List<string> read = [];
        IReadOnlyList<Allocation> page;
        do
        {
            page = await host.ListAsync(new AllocationQuery { After = read.LastOrDefault(), Limit = 3 });
            page.Count.Should().BeLessThanOrEqualTo(3);
            read.AddRange(page.Select(a => a.Id));
        }
        while (page.Count == 3);

        read.Should().Equal(ids.Order(StringComparer.Ordinal));
        (await host.ListAsync(new AllocationQuery { After = "a", Limit = 1 })).Single().Id.Should().Be("a-");
        (await host.ListAsync(new AllocationQuery { After = "zz" })).Should().ContainSingle("only \u00e4 sorts after it").Which.Id.Should().Be("\u00e4");
    }

    [Theory, EveryStore]
    public async Task List_of_one_source_holds_only_that(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store);
        await host.ReserveAsync(One, "a", source: "node-1");
        await host.RunAsync(One, "b", "node-2");
        await host.RunAsync(One, "c", "node-1");
        await host.ReserveAsync(One, "d");

        (await host.ListAsync(new AllocationQuery { Source = "node-1" })).Select(a => (a.Id, a.IsCommitted)).Should().Equal(("a", false), ("c", true));
        (await host.ListAsync(new AllocationQuery { Source = "NODE-1" })).Should().BeEmpty();
        (await host.ListAsync(new AllocationQuery { Source = "node-1", After = "a", Limit = 1 })).Single().Id.Should().Be("c");
        (await host.IdsAsync()).Should().Equal("a", "b", "c", "d");
    }

    [Theory, EveryStore]
    public async Task List_returns_a_hundred_unless_asked_otherwise(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store);
        for (int i = 0; i < 101; i++)
        {
            await host.ReserveAsync(One, $"a-{i:000}");
        }

        (await host.ListAsync()).Should().HaveCount(100);
        (await host.ListAsync(new AllocationQuery { Limit = 1000 })).Should().HaveCount(101);
        ((Func<AllocationQuery>)(() => new AllocationQuery { Limit = 0 })).Should().Throw<ArgumentOutOfRangeException>();
        ((Func<AllocationQuery>)(() => new AllocationQuery { Limit = 1001 })).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Theory, EveryStore]
    public async Task List_is_a_snapshot(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store);
        await host.ReserveAsync(One, "a");
        IReadOnlyList<Allocation> before = await host.ListAsync();
        Allocation copy = before.Single() with { };

        await host.CommitAsync("a");
        await host.ResizeAsync("a", Resources.Amounts(("cpu", 2)));

        before.Should().Equal(copy);
    }
}
