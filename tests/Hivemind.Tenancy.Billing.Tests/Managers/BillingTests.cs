using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.Billing.Tests;

/// <summary>Statements of what a host metered.</summary>
public sealed class BillingTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    private static readonly PriceList Default = Lists.Of(
        new Price { Resource = "cpu", Amount = 0.10m },
        new Price { Resource = "memory", UnitSize = 1L << 30, Per = PricePer.Month, Amount = 2 });

    private static readonly ResourceAmounts Web = new() { CpuCores = 0.5m, MemoryBytes = 2L << 30, Containers = 1 };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_month_is_what_was_held_in_it()
    {
        await using BillingHost host = new([Default]);
        Tenant acme = await host.Tenancy.CreateTenantAsync(cancellationToken: Cancellation);
        await host.HoldAsync(acme, "web", Web, Lists.June.AddDays(-1), Lists.June.AddHours(10));
        host.MoveTo(Lists.July.AddHours(1));

        Statement june = await host.Billing.GetStatementAsync(acme, 2026, 6, cancellationToken: Cancellation);

        june.Should().BeEquivalentTo(new
        {
            acme.Id,
            TenantUid = acme.Uid,
            Year = 2026,
            Month = 6,
            TimeZoneId = "UTC",
            Start = Lists.June,
            End = Lists.July,
            IsClosed = true,
            Currency = "EUR",
            MinorUnits = 2,
            PriceList = "default",
            Total = 0.55m,
        }, o => o.Excluding(e => e.Id));
        june.TenantId.Should().Be(acme.Id);
        june.Lines.Select(l => (l.Resource, l.Quantity.ToString(), l.Unit, l.Amount)).Should().Equal(("cpu", "5", "Core-Hours", 0.50m), ("memory", "2/73", "GiB-Months", 0.05m));
        june.Unpriced.Should().Equal(new MeteredQuantity("containers", false, 36000m));
    }

    /// <summary>A name may change, what is closed may not: it is no part of what is exported of a statement that is closed.</summary>
    [Fact]
    public async Task A_statement_says_what_the_tenant_is_called_now_and_of_one_that_is_gone_nothing()
    {
        await using BillingHost host = new([Default]);
        Tenant acme = await host.Tenancy.CreateTenantAsync(cancellationToken: Cancellation);
        host.MoveTo(Lists.July.AddHours(1));
        Statement before = await host.Billing.GetStatementAsync(acme, 2026, 6, cancellationToken: Cancellation);
        await host.Tenancy.Tenants.UpdateTenantAsync(acme.Id, t => t with { Name = "Acme Holding" }, cancellationToken: Cancellation);
        Statement renamed = await host.Billing.GetStatementAsync(acme, 2026, 6, cancellationToken: Cancellation);
        await host.Tenancy.Tenants.DeleteTenantAsync(acme, cancellationToken: Cancellation);
        Statement gone = await host.Billing.GetStatementAsync(acme, 2026, 6, cancellationToken: Cancellation);

        (before.TenantName, renamed.TenantName, gone.TenantName).Should().Be((acme.Name, "Acme Holding", null));
        Uri source = new("https://tenancy.example.com");
        string[] events = [.. new[] { before, renamed, gone }.Select(s => BillingCloudEvents.From(s, source).Data!.ToString()!)];
        events.Should().AllBe(events[0]);
    }

    [Fact]
    public async Task A_month_in_which_the_tenant_was_not_there_is_empty()
    {
        await using BillingHost host = new([Default]);
        host.MoveTo(Lists.July.AddHours(1));
        Tenant acme = await host.Tenancy.CreateTenantAsync(cancellationToken: Cancellation);

        (await host.Billing.GetStatementAsync(acme, 2026, 6, cancellationToken: Cancellation)).Lines.Should().BeEmpty();
        (await host.Billing.ListMonthsAsync(acme, cancellationToken: Cancellation)).Should().Equal(new DateOnly(2026, 7, 1));
    }

    [Fact]
    public async Task A_month_without_use_costs_nothing()
    {
        await using BillingHost host = new([Default]);
        Tenant acme = await host.Tenancy.CreateTenantAsync(cancellationToken: Cancellation);

        Statement statement = await host.Billing.GetStatementAsync(acme, 2026, 6, cancellationToken: Cancellation);

        statement.Lines.Should().BeEmpty();
        statement.Total.ToString(System.Globalization.CultureInfo.InvariantCulture).Should().Be("0.00");
        statement.IsClosed.Should().BeFalse();
    }

    [Fact]
    public async Task What_still_runs_is_billed_up_to_now_and_once_closed_nothing_changes()
    {
        await using BillingHost host = new([Default]);
        Tenant acme = await host.Tenancy.CreateTenantAsync(cancellationToken: Cancellation);
        host.MoveTo(Lists.July.AddHours(-10));
        await (await host.Tenancy.Quotas.ReserveAsync(acme, Web, new ReservationOptions { AllocationId = "web" }, Cancellation)).CommitAsync(Cancellation);
        host.MoveTo(Lists.July.AddHours(-5));
        Statement open = await host.Billing.GetStatementAsync(acme, 2026, 6, cancellationToken: Cancellation);
        host.MoveTo(Lists.July.AddMinutes(59));
        Statement settling = await host.Billing.GetStatementAsync(acme, 2026, 6, cancellationToken: Cancellation);
        host.MoveTo(Lists.July.AddHours(1));
        Statement closed = await host.Billing.GetStatementAsync(acme, 2026, 6, cancellationToken: Cancellation);

        host.MoveTo(Lists.July.AddDays(3));
        await host.Tenancy.Quotas.ReleaseAsync(acme, "web", cancellationToken: Cancellation);
        Statement later = await host.Billing.GetStatementAsync(acme, 2026, 6, cancellationToken: Cancellation);

        (open.IsClosed, open.Lines[0].Amount).Should().Be((false, 0.25m));
        (settling.IsClosed, settling.Lines[0].Amount).Should().Be((false, 0.50m));
        (closed.IsClosed, closed.Lines[0].Amount).Should().Be((true, 0.50m));
        later.Should().BeEquivalentTo(closed, o => o.WithStrictOrdering());
    }

    [Fact]
    public async Task A_new_version_cuts_the_month_where_its_day_begins()
    {
        PriceList dearer = Default with { ValidFrom = new DateOnly(2026, 6, 16), Prices = [new Price { Resource = "cpu", Amount = 0.20m }] };
        PriceList never = Default with { ValidFrom = new DateOnly(2026, 7, 1), Prices = [] };
        await using BillingHost host = new([never, dearer, Default, Default with { ValidFrom = new DateOnly(2019, 1, 1), Currency = "EUR", Prices = [] }]);
        Tenant acme = await host.Tenancy.CreateTenantAsync(cancellationToken: Cancellation);
        DateTimeOffset midnight = new(2026, 6, 15, 22, 0, 0, TimeSpan.Zero); // in Berlin
        await host.HoldAsync(acme, "web", new ResourceAmounts { CpuCores = 1 }, midnight.AddHours(-3), midnight.AddHours(4));

        Statement june = await host.Billing.GetStatementAsync(acme, 2026, 6, Berlin, Cancellation);

        june.Lines.Select(l => (l.PriceVersion, l.Start, l.End, l.Quantity.ToString(), l.Amount)).Should().Equal(
            (Default.ValidFrom, new DateTimeOffset(2026, 5, 31, 22, 0, 0, TimeSpan.Zero), midnight, "3", 0.30m),
            (dearer.ValidFrom, midnight, new DateTimeOffset(2026, 6, 30, 22, 0, 0, TimeSpan.Zero), "4", 0.80m));
        june.Total.Should().Be(1.10m);
    }

    [Fact]
    public async Task A_version_that_begins_on_the_first_holds_from_the_start()
    {
        PriceList june = Default with { ValidFrom = new DateOnly(2026, 6, 1), Prices = [new Price { Resource = "cpu", Amount = 1 }] };
        await using BillingHost host = new([Default, june]);
        Tenant acme = await host.Tenancy.CreateTenantAsync(cancellationToken: Cancellation);
        await host.HoldAsync(acme, "web", new ResourceAmounts { CpuCores = 1 }, Lists.June, Lists.June.AddHours(1));

        (await host.Billing.GetStatementAsync(acme, 2026, 6, cancellationToken: Cancellation)).Lines.Select(l => l.PriceVersion).Should().Equal(june.ValidFrom);
    }

    [Fact]
    public async Task Without_a_version_that_holds_nothing_is_guessed()
    {
        await using BillingHost host = new([Default with { ValidFrom = new DateOnly(2026, 6, 2) }]);
        Tenant acme = await host.Tenancy.CreateTenantAsync(cancellationToken: Cancellation);

        Func<Task> bill = async () => await host.Billing.GetStatementAsync(acme, 2026, 6, cancellationToken: Cancellation);

        (await bill.Should().ThrowAsync<PriceListMissingException>()).Which.Should().Match<PriceListMissingException>(
            e => e.TenantId == acme.Id && e.Day == new DateOnly(2026, 6, 1) && !e.IsTransient);
    }

    /// <summary>March 2026 in Berlin has 743 hours, October 745.</summary>
    [Theory]
    [InlineData(3, 743)]
    [InlineData(10, 745)]
    public async Task The_month_of_a_time_zone_has_its_own_hours(int month, int hours)
    {
        await using BillingHost host = new([Lists.Of(new Price { Resource = "containers", Amount = 0.01m })]);
        Tenant acme = await host.Tenancy.CreateTenantAsync(cancellationToken: Cancellation);
        DateTimeOffset from = new DateTimeOffset(2026, month, 1, 0, 0, 0, TimeSpan.Zero).AddDays(-2);
        await host.HoldAsync(acme, "web", new ResourceAmounts { Containers = 1 }, from, from.AddDays(40));

        Statement[] three =
        [
            await host.Billing.GetStatementAsync(acme, 2026, month - 1, Berlin, Cancellation),
            await host.Billing.GetStatementAsync(acme, 2026, month, Berlin, Cancellation),
            await host.Billing.GetStatementAsync(acme, 2026, month + 1, Berlin, Cancellation),
        ];

        three[1].Lines.Single().Quantity.ToString().Should().Be(hours.ToString(System.Globalization.CultureInfo.InvariantCulture));
        three.SelectMany(s => s.Lines).Aggregate(Quantity.Zero, (sum, l) => sum + l.Quantity).Should().Be((Quantity)(40m * 24), "months leave no gap and overlap nowhere");
    }

    [Fact]
    public async Task A_host_has_its_own_book_of_prices()
    {
        PriceList yen = new() { Name = "japan", Currency = "JPY", ValidFrom = new DateOnly(2020, 1, 1), Prices = [new Price { Resource = "cpu", Amount = 15.5m }] };
        await using BillingHost host = new([Default], services: s => s.AddSingleton<IPriceBook>(new Book(t => t.Id.ToString() == "nippon" ? [yen] : [Default])));
        Tenant acme = await host.Tenancy.CreateTenantAsync(cancellationToken: Cancellation);
        Tenant nippon = await host.Tenancy.CreateTenantAsync("nippon", cancellationToken: Cancellation);
        await host.HoldAsync(nippon, "web", new ResourceAmounts { CpuCores = 1 }, Lists.June, Lists.June.AddHours(1));

        Statement statement = await host.Billing.GetStatementAsync(nippon, 2026, 6, cancellationToken: Cancellation);

        (statement.PriceList, statement.Currency, statement.MinorUnits, statement.Total).Should().Be(("japan", "JPY", 0, 16m));
        (await host.Billing.GetStatementAsync(acme, 2026, 6, cancellationToken: Cancellation)).Currency.Should().Be("EUR");
    }

    [Fact]
    public async Task A_book_that_says_nonsense_is_refused()
    {
        PriceList[] lists = [Default, Default with { ValidFrom = new DateOnly(2021, 1, 1), Currency = "USD" }];
        await using BillingHost host = new([], services: s => s.AddSingleton<IPriceBook>(new Book(_ => lists)));
        Tenant acme = await host.Tenancy.CreateTenantAsync(cancellationToken: Cancellation);
        Func<Task> bill = async () => await host.Billing.GetStatementAsync(acme, 2026, 6, cancellationToken: Cancellation);

        await bill.Should().ThrowAsync<InvalidOperationException>().WithMessage("*'acme'*EUR and USD*");
        lists[1] = Default with { Name = "other" };
        await bill.Should().ThrowAsync<InvalidOperationException>().WithMessage("*different names*");
    }

    [Fact]
    public async Task What_is_counted_is_billed_beside_what_is_held()
    {
        PriceList list = Default with { Prices = [.. Default.Prices, new Price { Resource = "tokens", Per = PricePer.Use, UnitSize = 1000, Unit = "1000 Tokens", Amount = 0.5m }] };
        Counted counted = new((from, until) => [new MeteredQuantity("tokens", true, from.Month * 1000m)]);
        await using BillingHost host = new([list], services: s => s.AddSingleton<ICountedUsage>(counted).AddSingleton<ICountedUsage>(counted));
        Tenant acme = await host.Tenancy.CreateTenantAsync(cancellationToken: Cancellation);
        await host.HoldAsync(acme, "web", new ResourceAmounts { CpuCores = 1 }, Lists.June, Lists.June.AddHours(1));

        Statement june = await host.Billing.GetStatementAsync(acme, 2026, 6, cancellationToken: Cancellation);

        june.Lines.Select(l => (l.Resource, l.IsCounted, l.Amount)).Should().Equal(("cpu", false, 0.10m), ("tokens", true, 6m));
        counted.Asked.Should().Equal((acme.Uid, Lists.June, Lists.July), (acme.Uid, Lists.June, Lists.July));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(9999, 1)]
    [InlineData(2026, 0)]
    [InlineData(2026, 13)]
    public async Task A_month_that_there_is_not_is_refused(int year, int month)
    {
        await using BillingHost host = new([Default]);
        Func<Task> bill = async () => await host.Billing.GetStatementAsync(TestTenants.Tenant(), year, month, cancellationToken: Cancellation);

        await bill.Should().ThrowAsync<ArgumentOutOfRangeException>();
    }

    private sealed class Book(Func<TenantReference, IReadOnlyList<PriceList>> versions) : IPriceBook
    {
        public ValueTask<IReadOnlyList<PriceList>> GetVersionsAsync(TenantReference tenant, CancellationToken cancellationToken = default) => new(versions(tenant));
    }

    private sealed class Counted(Func<DateTimeOffset, DateTimeOffset, IReadOnlyList<MeteredQuantity>> used) : ICountedUsage
    {
        public List<(TenantUid? Uid, DateTimeOffset From, DateTimeOffset Until)> Asked { get; } = [];

        public ValueTask<IReadOnlyList<MeteredQuantity>> ReadAsync(
            TenantReference tenant, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken = default)
        {
            Asked.Add((tenant.Uid, from, until));
            return new(used(from, until));
        }
    }
}
