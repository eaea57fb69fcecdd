using System.Text;
using System.Text.Json;
using CloudNative.CloudEvents;
using CloudNative.CloudEvents.SystemTextJson;

namespace Hivemind.Tenancy.Billing.Tests;

/// <summary>Usage records and statements, carried elsewhere.</summary>
public sealed class UsageExportTests
{
    private static readonly Uri Source = new("https://tenancy.example.com/eu");

    private static readonly UsageRecord Record = new(
        TenantId.Parse("acme"),
        TestTenants.Tenant().Uid,
        "=cmd|' /C calc'!A0 \"quoted\"\n漢",
        new ResourceAmounts { CpuCores = 0.5m, StorageBytes = 1L << 60, Other = new Dictionary<string, decimal> { ["nvidia.com/gpu"] = 2 } },
        Lists.June,
        Lists.June.AddMicroseconds(1_500_001))
    {
        Sequence = 7,
        Source = "engine-1",
        Labels = new Dictionary<string, string> { ["team"] = "a,b\r\n{}" },
        IsCommitted = true,
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_record_is_a_line_of_json()
    {
        using StringWriter writer = new();

        await UsageJsonLines.WriteAsync(writer, new[] { Record, Record with { Namespace = "web", Sequence = 8 } }.ToAsyncEnumerable(), Cancellation);

        string[] lines = writer.ToString().Split('\n');
        lines.Should().HaveCount(3).And.EndWith(string.Empty);
        JsonElement json = JsonDocument.Parse(lines[0]).RootElement;
        json.EnumerateObject().Select(m => m.Name).Should().Equal(
            "sequence", "tenantId", "tenantUid", "allocationId", "source", "namespace", "labels", "isCommitted", "amounts", "from", "to", "used");
        json.GetProperty("sequence").GetInt64().Should().Be(7);
        json.GetProperty("tenantId").GetString().Should().Be("acme");
        json.GetProperty("tenantUid").GetString().Should().Be(Record.TenantUid.ToString());
        json.GetProperty("allocationId").GetString().Should().Be(Record.AllocationId);
        json.GetProperty("labels").GetProperty("team").GetString().Should().Be("a,b\r\n{}");
        json.GetProperty("namespace").ValueKind.Should().Be(JsonValueKind.Null);
        json.GetProperty("amounts").GetRawText().Should().Be("{\"cpu\":0.5,\"nvidia.com/gpu\":2,\"storage\":1152921504606846976}");
        json.GetProperty("from").GetString().Should().Be("2026-06-01T00:00:00Z");
        json.GetProperty("to").GetString().Should().Be("2026-06-01T00:00:01.500001Z");
        json.GetProperty("used").GetRawText().Should().Be("{\"cpu\":\"0.7500005\",\"nvidia.com/gpu\":\"3.000002\",\"storage\":\"1729383409831775070.846976\"}");
        JsonDocument.Parse(lines[1]).RootElement.GetProperty("namespace").GetString().Should().Be("web");
    }

    [Fact]
    public async Task A_record_is_a_cloud_event_that_is_the_same_each_time()
    {
        using StringWriter writer = new();
        await BillingCloudEvents.WriteLinesAsync(
            writer, new[] { BillingCloudEvents.From(Record, Source), BillingCloudEvents.From(Record with { Sequence = 8 }, Source) }.ToAsyncEnumerable(), Cancellation);
        string[] lines = writer.ToString().Split('\n');

        lines.Should().HaveCount(3).And.EndWith(string.Empty);
        CloudEvent read = new JsonEventFormatter().DecodeStructuredModeMessage(Encoding.UTF8.GetBytes(lines[0]), null, null);
        read.IsValid.Should().BeTrue();
        read.SpecVersion.VersionId.Should().Be("1.0");
        read.Id.Should().Be($"{Record.TenantUid}/7").And.Be(BillingCloudEvents.From(Record, Source).Id);
        read.Source.Should().Be(Source);
        read.Type.Should().Be("hivemind.tenancy.usage.v1");
        read.Subject.Should().Be($"acme@{Record.TenantUid}");
        read.Time.Should().Be(Record.To);
        read.DataContentType.Should().Be("application/json");
        ((JsonElement)read.Data!).GetProperty("allocationId").GetString().Should().Be(Record.AllocationId);
        new JsonEventFormatter().DecodeStructuredModeMessage(Encoding.UTF8.GetBytes(lines[1]), null, null).Id.Should().Be($"{Record.TenantUid}/8");
    }

    [Fact]
    public void A_batch_is_read_back()
    {
        ReadOnlyMemory<byte> body = BillingCloudEvents.EncodeBatch([BillingCloudEvents.From(Record, Source), BillingCloudEvents.From(Statement(true), Source)], out var type);

        type.MediaType.Should().Be("application/cloudevents-batch+json");
        IReadOnlyList<CloudEvent> events = new JsonEventFormatter().DecodeBatchModeMessage(body, type, null);
        events.Select(e => e.Type).Should().Equal(BillingCloudEvents.UsageType, BillingCloudEvents.StatementType);
        events[1].Id.Should().Be($"{Record.TenantUid}/2026-06/UTC");
        JsonElement data = (JsonElement)events[1].Data!;
        data.GetProperty("total").GetRawText().Should().Be("1.50");
        data.GetProperty("lines")[0].GetProperty("quantity").GetString().Should().Be("1.5");
    }

    [Fact]
    public void What_would_be_another_event_later_is_refused()
    {
        FluentActions.Invoking(() => BillingCloudEvents.From(Record with { Sequence = 0 }, Source)).Should().Throw<ArgumentException>().WithMessage("*has no sequence*");
        FluentActions.Invoking(() => BillingCloudEvents.From(Statement(false), Source)).Should().Throw<ArgumentException>().WithMessage("*2026-06 is not closed*");
    }

    /// <summary>Two tenants of one id, one after the other, and reading everything twice: as many ids as records.</summary>
    [Fact]
    public async Task Exporting_twice_gives_the_same_ids_and_no_two_records_share_one()
    {
        await using BillingHost host = new([Lists.Of()]);
        for (int i = 0; i < 2; i++)
        {
            Tenant acme = await host.Tenancy.CreateTenantAsync(cancellationToken: Cancellation);
            for (int hour = 0; hour < 1200; hour++)
            {
                await host.HoldAsync(acme, "web", new ResourceAmounts { Containers = 1 }, Lists.June.AddDays(60 * i).AddHours(hour), Lists.June.AddDays(60 * i).AddHours(hour + 0.5));
            }

            await host.Tenancy.Tenants.DeleteTenantAsync(acme, cancellationToken: Cancellation);
        }

        string[] once = await IdsAsync(0);
        string[] again = await IdsAsync(0);

        once.Should().HaveCountGreaterOrEqualTo(2400).And.OnlyHaveUniqueItems();
        again.Should().Equal(once);
        (await IdsAsync(long.Parse(once[999].Split('/')[1], System.Globalization.CultureInfo.InvariantCulture))).Should().Equal(once[1000..]);

        async Task<string[]> IdsAsync(long after) =>
            await host.Meter.ReadAllRecordsAsync(after, Cancellation).Select(r => BillingCloudEvents.From(r, Source).Id!).ToArrayAsync(Cancellation);
    }

    [Fact]
    public async Task A_gap_is_no_end()
    {
        Func<Task> readOn = async () => await new Trimmed().ReadAllRecordsAsync(1, Cancellation).ToArrayAsync(Cancellation);

        await readOn.Should().ThrowAsync<InvalidOperationException>().WithMessage("Usage records after 1 are gone*");
        (await new Trimmed().ReadAllRecordsAsync(cancellationToken: Cancellation).ToArrayAsync(Cancellation)).Should().Equal([Record], "from 0 on there is what is left");
    }

    private static Statement Statement(bool isClosed) =>
        Lists.Statement(Lists.Rate(Lists.Of(new Price { Resource = "cpu", Amount = 1 }), Lists.Hours("cpu", 1.5m)), isClosed: isClosed);

    /// <summary>A meter whose records before 7 are gone.</summary>
    private sealed class Trimmed : IUsageMeter
    {
        public ValueTask<IReadOnlyList<MeteredUsage>> MeasureAsync(MeterQuery query, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public ValueTask<UsageRecordPage> ReadRecordsAsync(long after, int limit = 1000, CancellationToken cancellationToken = default) =>
            new(after < 7 ? new UsageRecordPage([Record], 7, IsTrimmed: true) : new UsageRecordPage([], after, IsTrimmed: false));
    }
}
