namespace Hivemind.Tenancy.Tests;

public sealed class ListTenantsTests : IAsyncLifetime
{
    private readonly TenancyHost _host = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        foreach (string id in new[] { "b-2", "a", "b", "z9", "b-10", "0" })
        {
            await _host.CreateAsync(id, id.StartsWith('b') ? "bert" : "anna");
        }

        await _host.Tenants.SuspendTenantAsync(TenantId.Parse("b"), "unpaid", Cancellation);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task All_are_listed_in_ordinal_order() => (await List(null)).Should().Equal("0", "a", "b", "b-10", "b-2", "z9");

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(6)]
    public async Task Pages_join_without_gap_or_overlap(int limit)
    {
        List<string> all = [];
        TenantQuery query = new() { Limit = limit };
        IReadOnlyList<string> page;
        while ((page = await List(query)).Count > 0)
        {
            page.Count.Should().BeLessThanOrEqualTo(limit);
            all.AddRange(page);
            query = query with { After = TenantId.Parse(all[^1]) };
        }

        all.Should().Equal(await List(null));
    }

    [Fact]
    public async Task Filters_narrow_together()
    {
        (await List(new TenantQuery { OwnerId = "bert" })).Should().Equal("b", "b-10", "b-2");
        (await List(new TenantQuery { OwnerId = "bert", After = TenantId.Parse("b") })).Should().Equal("b-10", "b-2");
        (await List(new TenantQuery { OwnerId = "bert", After = TenantId.Parse("b0") })).Should().BeEmpty();
        (await List(new TenantQuery { OwnerId = "bert", Status = TenantStatus.Active, Limit = 1 })).Should().Equal("b-10");
        (await List(new TenantQuery { Status = TenantStatus.Suspended })).Should().Equal("b");
        (await List(new TenantQuery { Status = TenantStatus.Pending })).Should().BeEmpty();
        (await List(new TenantQuery { OwnerId = "Bert" })).Should().BeEmpty("user ids are compared ordinally");
    }

    [Fact]
    public async Task Owner_s_list_follows_the_owner()
    {
        await _host.Tenants.UpdateTenantAsync(TenantId.Parse("b"), t => t with { OwnerId = "anna" }, null, Cancellation);
        await _host.Tenants.DeleteTenantAsync(TenantId.Parse("a"), cancellationToken: Cancellation);

        (await List(new TenantQuery { OwnerId = "anna" })).Should().Equal("0", "b", "z9");
        (await List(new TenantQuery { OwnerId = "bert" })).Should().Equal("b-10", "b-2");
    }

    [Theory]
    [InlineData(null, null, null, true)]
    [InlineData(TenantStatus.Suspended, "bert", "a", true)]
    [InlineData(TenantStatus.Active, null, null, false)]
    [InlineData(null, "anna", null, false)]
    [InlineData(null, null, "b", false)]
    [InlineData(null, null, "b-10", false)]
    public async Task Inside_a_tenant_filters_apply_to_it_alone(TenantStatus? status, string? owner, string? after, bool listed)
    {
        using IDisposable scope = Some.Context("b").Enter();

        (await List(new TenantQuery { Status = status, OwnerId = owner, After = after is null ? null : TenantId.Parse(after) }))
            .Should().Equal(listed ? ["b"] : []);
    }

    private async Task<IReadOnlyList<string>> List(TenantQuery? query) =>
        [.. (await _host.Tenants.ListTenantsAsync(query, Cancellation)).Select(t => t.Id.Value)];
}
