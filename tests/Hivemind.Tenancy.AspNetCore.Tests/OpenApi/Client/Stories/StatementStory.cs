using System.Globalization;

namespace Hivemind.Tenancy.ApiClient.Tests;

internal static class StatementStory
{
    public static async Task RunAsync(ITenantApiClient client, TenantResource tenant, CancellationToken cancellationToken)
    {
        StatementMonthList months = await client.ListStatementsAsync(tenant.Id, cancellationToken: cancellationToken);
        StatementResource statement = await client.GetStatementAsync(tenant.Id, months.Months[0], time_zone: "UTC", tenant_uid: tenant.Uid, cancellationToken: cancellationToken);

        statement.Should().BeEquivalentTo(
            new { Tenant_id = tenant.Id, Tenant_uid = tenant.Uid, Month = months.Months[0], Time_zone = "UTC", Is_closed = false, Currency = "EUR", Price_list = "default", Total = "0.00" });
        statement.Lines.Should().OnlyContain(l => l.Resource == "cpu" && l.Tier == 0 && l.Price_version.Year == 2000, "seconds are within the hour that is included");
        statement.Unpriced.Should().NotContain(u => u.Resource == "cpu");
        using FileResponse file = await client.ExportStatementAsync(tenant.Id, months.Months[0], time_zone: "UTC", cancellationToken: cancellationToken);
        using StreamReader reader = new(file.Stream);
        string[] charges = (await reader.ReadToEndAsync(cancellationToken)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        charges.Should().HaveCount(1 + statement.Lines.Count);
        charges[0].Should().StartWith("BilledCost,BillingAccountId,");
        charges[1..].Should().OnlyContain(c => c.Contains($",{tenant.Id}@{tenant.Uid},", StringComparison.Ordinal));
        string from = statement.Start.ToString("O", CultureInfo.InvariantCulture);
        string until = statement.End.ToString("O", CultureInfo.InvariantCulture);
        MeteredUsageList all = await client.MeasureAllUsageAsync(from, until, group_by: "tenant", cancellationToken: cancellationToken);
        MeteredUsageList one = await client.MeasureUsageAsync(tenant.Id, from, until, cancellationToken: cancellationToken);
        all.Usages.Where(u => u.Group == tenant.Uid).SelectMany(u => u.Resources).Select(r => r.Resource)
            .Should().Equal(one.Usages.SelectMany(u => u.Resources).Select(r => r.Resource)).And.Contain("cpu");
    }
}
