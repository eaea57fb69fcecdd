using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.Billing.Tests.Readme;

/// <summary>The code of this package's page, compiled and run: a block is what stands between a mark, which names the page, and the next END.</summary>
public sealed class ReadmeSnippets
{
    public interface IRequestLog
    {
        Task<decimal> CountAsync(TenantReference tenant, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken);
    }

    [Fact]
    public async Task First_lines()
    {
        ServiceCollection services = new();

        // src/Hivemind.Tenancy.Billing/README.md
        services.AddHivemindTenancy().AddBilling(billing => billing.PriceLists =
        [
            new PriceList
            {
                Name = "default",
                Currency = "EUR",
                ValidFrom = new DateOnly(2026, 1, 1),
                Prices =
                [
                    new Price { Resource = ResourceNames.Cpu, Per = PricePer.Hour, Amount = 0.0125m },
                    new Price
                    {
                        Resource = ResourceNames.Memory,
                        UnitSize = 1L << 30, // by the GiB
                        Per = PricePer.Month,
                        Included = 4,
                        Tiers = [new PriceTier { UpTo = 100, Amount = 2.50m }, new PriceTier { Amount = 2 }],
                    },
                ],
            },
        ]);

        // END
        TestClock clock = new();
        services.AddSingleton<TimeProvider>(clock);
        await using ServiceProvider host = services.BuildServiceProvider();
        IBilling billing = host.GetRequiredService<IBilling>();
        using TenantScope scope = TenantContext.System("test", "bills").Enter();
        Tenant acme = await host.GetRequiredService<ITenantManager>().CreateTenantAsync(TestTenants.Spec());
        clock.Advance(new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero) - clock.GetUtcNow());
        await (await host.GetRequiredService<IQuotaManager>().ReserveAsync(acme, new ResourceAmounts { CpuCores = 2, MemoryBytes = 8L << 30 })).CommitAsync();
        clock.Advance(TimeSpan.FromDays(40));

        // src/Hivemind.Tenancy.Billing/README.md
        Statement june = await billing.GetStatementAsync(acme, 2026, 6, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"));
        foreach (StatementLine line in june.Lines)
        {
            Console.WriteLine($"{line.Resource}: {line.Quantity.ToDecimal(3)} x {line.Unit} at {line.UnitPrice} = {line.Amount} {june.Currency}");
        }

        Console.WriteLine($"{june.Total} {june.Currency}, {(june.IsClosed ? "final" : "so far")}");
        // END
        june.IsClosed.Should().BeTrue();
        june.Lines.Select(l => (l.Resource, l.Tier, l.Amount)).Should().Equal(("cpu", 1, 17.95m), ("memory", 0, 0m), ("memory", 1, 9.67m));
        june.Total.Should().Be(27.62m);

        // src/Hivemind.Tenancy.Billing/README.md
        services.AddHivemindTenancy().AddFocusExport(new FocusOptions { ProviderName = "Example Cloud", ServiceName = "Containers" });

        // END
        await using ServiceProvider exporting = services.BuildServiceProvider();
        exporting.GetServices<IStatementExporter>().Should().ContainSingle();
    }

    // src/Hivemind.Tenancy.Billing/README.md
    public sealed class Requests(IRequestLog log) : ICountedUsage
    {
        public async ValueTask<IReadOnlyList<MeteredQuantity>> ReadAsync(
            TenantReference tenant, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken = default) =>
            [new MeteredQuantity("requests", IsCounted: true, await log.CountAsync(tenant, from, until, cancellationToken))];
    }

    // END
    [Fact]
    public async Task Exports()
    {
        await using BillingHost host = new([Lists.Of(new Price { Resource = "cpu", Amount = 1 })]);
        Tenant acme = await host.Tenancy.CreateTenantAsync();
        await host.HoldAsync(acme, "web", new ResourceAmounts { CpuCores = 1 }, Lists.June, Lists.June.AddHours(1));
        IUsageMeter meter = host.Meter;
        IBilling billing = host.Billing;
        using StringWriter file = new();
        using StringWriter lines = new();
        using StringWriter events = new();

        // src/Hivemind.Tenancy.Billing/README.md
        List<Statement> statements = [await billing.GetStatementAsync(acme, 2026, 6)];
        await FocusExport.WriteCsvAsync(file, statements.ToAsyncEnumerable(), new FocusOptions { ProviderName = "Example Cloud", ServiceName = "Containers" });

        long lastSequence = 0; // nothing has arrived yet; later the sequence of the last record that did
        await UsageJsonLines.WriteAsync(lines, meter.ReadAllRecordsAsync(after: lastSequence));

        Uri source = new("https://tenancy.example.com/eu");
        await BillingCloudEvents.WriteLinesAsync(events, meter.ReadAllRecordsAsync(after: lastSequence).Select(record => BillingCloudEvents.From(record, source)));
        // END
        file.ToString().Should().Contain("Example Cloud");
        lines.ToString().Should().Contain("\"sequence\":1");
        events.ToString().Should().Contain("\"specversion\":\"1.0\"");
    }
}
