using System.Globalization;

namespace Hivemind.Tenancy.ApiClient.Tests;

internal static class QuotaStory
{
    public static async Task RunAsync(ITenantApiClient client, string id, CancellationToken cancellationToken)
    {
        TenantQuotasResource set = await client.SetQuotasAsync(
            id, new QuotasDocument { Cpu_limit = 4, Max_containers = 2, Other = new Dictionary<string, decimal> { ["gpu"] = 1 } }, cancellationToken: cancellationToken);
        TenantQuotasResource read = await client.GetQuotasAsync(id, cancellationToken);

        set.Should().BeEquivalentTo(new { Resource_quotas = new { Cpu_limit = 4m, Memory_limit = (long?)null, Max_containers = 2L }, Grace = (GraceDocument?)null });
        read.Should().BeEquivalentTo(set);

        DateTimeOffset until = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeSeconds());
        GraceDocument granted = await client.SetGraceAsync(
            id,
            new GraceRequest { Ceiling = new AmountsDocument { Cpu = 5.5m }, Until = until.ToString("O", CultureInfo.InvariantCulture) },
            cancellationToken: cancellationToken);
        (await client.GetGraceAsync(id, cancellationToken)).Should().BeEquivalentTo(granted);
        UsageResource usage = await client.GetUsageAsync(id, cancellationToken);
        UsagePage worst = await client.ListUsageAsync(limit: "2", cancellationToken: cancellationToken);
        UsagePage rest = await client.ListUsageAsync(cursor: worst.Next_cursor, cancellationToken: cancellationToken);
        await client.RemoveGraceAsync(id, cancellationToken: cancellationToken);

        granted.Ceiling.Cpu.Should().Be(5.5m);
        granted.Until.Should().Be(until);
        usage.Should().BeEquivalentTo(new { Tenant_id = id, Cpu_usage = 0m, Container_count = 0m, Held = 0, Committed = 0, Grace = granted });
        worst.Usages.Concat(rest.Usages).Select(u => u.Tenant_id).Should().Equal("acme", "globex", id);
        rest.Usages.Should().ContainSingle().Which.Should().BeEquivalentTo(usage, options => options.Excluding(u => u.Timestamp));
        rest.Next_cursor.Should().BeNull();
        usage.Resources.Should().ContainSingle(r => r.Resource == "cpu")
            .Which.Should().BeEquivalentTo(new { Total = 0m, Quota = 4m, Limit = 5.5m, Available = 5.5m, Over = 0m });
        (await client.GetQuotasAsync(id, cancellationToken)).Grace.Should().BeNull();
        await LookBackAsync(client, id, cancellationToken);
    }

    private static async Task LookBackAsync(ITenantApiClient client, string id, CancellationToken cancellationToken)
    {
        string from = DateTimeOffset.UnixEpoch.ToString("O", CultureInfo.InvariantCulture);
        string until = DateTimeOffset.UnixEpoch.AddYears(100).ToString("O", CultureInfo.InvariantCulture);

        (await client.MeasureUsageAsync(id, from, until, period: "month", cancellationToken: cancellationToken)).Usages.Should().BeEmpty("nothing was held");
        (await client.GetBudgetsAsync(id, cancellationToken)).Budgets.Should().BeEmpty();
        ConsumptionPage windows = await client.ListConsumptionAsync(id, from, until, limit: "2", cancellationToken: cancellationToken);
        windows.Windows.Should().BeEmpty();
        windows.Next_cursor.Should().BeNull();
    }
}
