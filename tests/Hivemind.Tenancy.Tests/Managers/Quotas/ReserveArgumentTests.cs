namespace Hivemind.Tenancy.Tests;

/// <summary>What is an argument error, before the store is asked.</summary>
public sealed class ReserveArgumentTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<TimeSpan> LeasesOutOfRange =>
        [TimeSpan.FromSeconds(1) - Tick, TimeSpan.FromHours(24) + Tick, TimeSpan.Zero, -TimeSpan.FromSeconds(5), TimeSpan.MaxValue, TimeSpan.MinValue];

    [Theory, MemberData(nameof(LeasesOutOfRange))]
    public async Task Lease_out_of_range_is_an_argument_error(TimeSpan lease)
    {
        using QuotaHost host = await QuotaHost.StartAsync();
        ResourceReservation live = await host.ReserveAsync(Some.Amounts(), "live");

        await host.Awaiting(h => h.ReserveAsync(Some.Amounts(), "a", lease)).Should().ThrowAsync<ArgumentOutOfRangeException>();
        await host.Awaiting(h => h.RenewAsync("live", lease)).Should().ThrowAsync<ArgumentOutOfRangeException>();
        await live.Awaiting(r => r.RenewAsync(lease, Token)).Should().ThrowAsync<ArgumentOutOfRangeException>();

        Allocation only = (await host.ListAsync()).Should().ContainSingle().Subject;
        only.ExpiresAt.Should().Be(Some.Time.AddSeconds(30));
        live.ExpiresAt.Should().Be(Some.Time.AddSeconds(30));
    }

    [Theory, EveryStore]
    public async Task Lease_is_one_second_to_one_day(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store);

        (await host.ReserveAsync(Some.Amounts(), "a", TimeSpan.FromSeconds(1))).ExpiresAt.Should().Be(Some.Time.AddSeconds(1));
        (await host.ReserveAsync(Some.Amounts(), "b", TimeSpan.FromHours(24))).ExpiresAt.Should().Be(Some.Time.AddHours(24));
        (await host.RenewAsync("a", TimeSpan.FromHours(24))).Should().Be(Some.Time.AddHours(24));
    }

    [Theory, EveryStore]
    public async Task Lease_is_kept_in_whole_microseconds(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store);
        host.Clock.Advance(9 * Tick);

        ResourceReservation reservation = await host.ReserveAsync(Some.Amounts(), "a", TimeSpan.FromSeconds(1) + (9 * Tick));

        reservation.ExpiresAt.Should().Be(Some.Time.AddSeconds(1));
        (await host.RenewAsync("a", TimeSpan.FromSeconds(2) + (9 * Tick))).Should().Be(Some.Time.AddSeconds(2));
        (await host.ListAsync()).Single().CreatedAt.Should().Be(Some.Time);
    }

    [Fact]
    public async Task Malformed_id_or_source_is_an_argument_error()
    {
        using QuotaHost host = await QuotaHost.StartAsync();

        foreach (string id in new[] { "", " ", " a", "a ", "a\nb", "a\0b", new string('a', 257) })
        {
            await host.Awaiting(h => h.ReserveAsync(Some.Amounts(), id)).Should().ThrowAsync<ArgumentException>();
            await host.Awaiting(h => h.ReserveAsync(Some.Amounts(), source: id)).Should().ThrowAsync<ArgumentException>();
            await host.Awaiting(h => h.CommitAsync(id)).Should().ThrowAsync<ArgumentException>();
            await host.Awaiting(h => h.RenewAsync(id)).Should().ThrowAsync<ArgumentException>();
            await host.Awaiting(h => h.ReleaseAsync(id)).Should().ThrowAsync<ArgumentException>();
            await host.Awaiting(h => h.ResizeAsync(id, Some.Amounts())).Should().ThrowAsync<ArgumentException>();
            await host.Awaiting(h => h.TryResizeAsync(id, Some.Amounts())).Should().ThrowAsync<ArgumentException>();
            await host.Awaiting(h => h.GrowAsync(id, Some.Amounts())).Should().ThrowAsync<ArgumentException>();
            await host.Awaiting(h => h.LowerAsync(id, Some.Amounts(), 1)).Should().ThrowAsync<ArgumentException>();
        }

        (await host.ListAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Id_and_source_have_up_to_256_characters()
    {
        using QuotaHost host = await QuotaHost.StartAsync();
        string longest = Texts.EmojiOfLength(256);

        await host.ReserveAsync(Some.Amounts(), longest, source: longest);

        (await host.ListAsync()).Single().Should().Match<Allocation>(a => a.Id == longest && a.Source == longest);
    }

    [Fact]
    public async Task Default_tenant_id_is_an_argument_error_everywhere()
    {
        using QuotaHost host = await QuotaHost.StartAsync();
        IQuotaManager quotas = host.Quotas;
        ResourceAmounts some = Some.Amounts();

        await quotas.Awaiting(q => q.ReserveAsync(default, some, default, Token)).Should().ThrowAsync<ArgumentException>();
        await quotas.Awaiting(q => q.TryReserveAsync(default, some, default, Token)).Should().ThrowAsync<ArgumentException>();
        await quotas.Awaiting(q => q.CheckAsync(default, some, Token)).Should().ThrowAsync<ArgumentException>();
        await quotas.Awaiting(q => q.CommitAsync(default, "a", null, Token)).Should().ThrowAsync<ArgumentException>();
        await quotas.Awaiting(q => q.RenewAsync(default, "a", null, Token)).Should().ThrowAsync<ArgumentException>();
        await quotas.Awaiting(q => q.ReleaseAsync(default, "a", null, Token)).Should().ThrowAsync<ArgumentException>();
        await quotas.Awaiting(q => q.ResizeAsync(default, "a", some, Token)).Should().ThrowAsync<ArgumentException>();
        await quotas.Awaiting(q => q.TryResizeAsync(default, "a", some, Token)).Should().ThrowAsync<ArgumentException>();
        await quotas.Awaiting(q => q.GetUsageAsync(default, Token)).Should().ThrowAsync<ArgumentException>();
        await quotas.Awaiting(q => q.ListAllocationsAsync(default, null, Token)).Should().ThrowAsync<ArgumentException>();
        await quotas.Awaiting(q => q.GrantGraceAsync(default, some, Some.Time.AddDays(1), cancellationToken: Token)).Should().ThrowAsync<ArgumentException>();
        await quotas.Awaiting(q => q.ReserveGrowthAsync(default, "a", some, null, Token)).Should().ThrowAsync<ArgumentException>();
        await quotas.Awaiting(q => q.LowerAsync(default, "a", some, 1, Token)).Should().ThrowAsync<ArgumentException>();
        await quotas.Awaiting(q => q.ReadMarksAsync([default(TenantReference)], Token)).Should().ThrowAsync<ArgumentException>();
        await quotas.Awaiting(q => q.RecomputeAsync(default, Token)).Should().ThrowAsync<ArgumentException>();
    }

    [Fact]
    public async Task Null_amounts_and_ids_are_argument_errors()
    {
        using QuotaHost host = await QuotaHost.StartAsync();

        await host.Awaiting(h => h.ReserveAsync(null!)).Should().ThrowAsync<ArgumentNullException>();
        await host.Awaiting(h => h.TryReserveAsync(null!)).Should().ThrowAsync<ArgumentNullException>();
        await host.Awaiting(h => h.CheckAsync(null!)).Should().ThrowAsync<ArgumentNullException>();
        await host.Awaiting(h => h.ResizeAsync("a", null!)).Should().ThrowAsync<ArgumentNullException>();
        await host.Awaiting(h => h.GraceAsync(null!, TimeSpan.FromHours(1))).Should().ThrowAsync<ArgumentNullException>();
        await host.Awaiting(h => h.CommitAsync(null!)).Should().ThrowAsync<ArgumentNullException>();
        await host.Awaiting(h => h.RenewAsync(null!)).Should().ThrowAsync<ArgumentNullException>();
        await host.Awaiting(h => h.ReleaseAsync(null!)).Should().ThrowAsync<ArgumentNullException>();
    }
}
