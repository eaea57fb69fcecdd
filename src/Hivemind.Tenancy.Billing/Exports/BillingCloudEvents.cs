using System.Globalization;
using System.Net.Mime;
using System.Text;
using System.Text.Json;
using CloudNative.CloudEvents;
using CloudNative.CloudEvents.SystemTextJson;

namespace Hivemind.Tenancy.Billing;

/// <summary>
/// Usage records and closed statements as CloudEvents 1.0 in JSON. What is exported twice has the same source and id, and by these consumers drop it: a record's id is made of its tenant's uid
/// and its sequence, a statement's of the uid, the month and the time zone. The uid is random, so hosts that share a source do not collide. <c>subject</c> is the tenant
/// (<c>acme@uid</c>), <c>time</c> the end of what was used.
/// </summary>
public static class BillingCloudEvents
{
    /// <summary>The type of a usage record; its data is what <see cref="UsageJsonLines"/> writes.</summary>
    public const string UsageType = "hivemind.tenancy.usage.v1";

    /// <summary>The type of a statement; its data is the <see cref="Statement"/>, members in camel case, quantities as strings.</summary>
    public const string StatementType = "hivemind.tenancy.statement.v1";

    /// <summary>A record as an event.</summary>
    /// <param name="record">One that is closed and was read, so that it has a sequence.</param>
    /// <param name="source">Who says so: a URI reference that stays the same, such as <c>https://tenancy.example.com/eu</c>.</param>
    /// <exception cref="ArgumentException">The record has no sequence: what is still held would be another event each time.</exception>
    public static CloudEvent From(UsageRecord record, Uri source)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (record.Sequence < 1)
        {
            throw new ArgumentException($"The record of allocation '{record.AllocationId}' has no sequence: read it with {nameof(IUsageMeter.ReadRecordsAsync)}.", nameof(record));
        }

        return Make(
            string.Create(CultureInfo.InvariantCulture, $"{record.TenantUid}/{record.Sequence}"),
            UsageType,
            source,
            new TenantReference(record.TenantId, record.TenantUid),
            record.To,
            JsonSerializer.SerializeToElement(UsageDocument.Of(record), ExportJson.Default.UsageDocument));
    }

    /// <summary>A statement as an event.</summary>
    /// <param name="statement">One that is closed.</param>
    /// <param name="source">As for a record.</param>
    /// <exception cref="ArgumentException">The statement is not closed: it would be another event later, under the same id.</exception>
    public static CloudEvent From(Statement statement, Uri source)
    {
        ArgumentNullException.ThrowIfNull(statement);
        if (!statement.IsClosed)
        {
            throw new ArgumentException($"The statement of {statement.Year:D4}-{statement.Month:D2} is not closed.", nameof(statement));
        }

        return Make(
            string.Create(CultureInfo.InvariantCulture, $"{statement.TenantUid}/{statement.Year:D4}-{statement.Month:D2}/{statement.TimeZoneId}"),
            StatementType,
            source,
            new TenantReference(statement.TenantId, statement.TenantUid),
            statement.End,
            JsonSerializer.SerializeToElement(statement, ExportJson.Default.Statement));
    }

    /// <summary>Writes an event a line (<c>application/cloudevents+json</c>), one at a time.</summary>
    /// <param name="writer">Where to; stays open.</param>
    /// <param name="events">What.</param>
    /// <param name="cancellationToken">Cancels the export.</param>
    public static async Task WriteLinesAsync(TextWriter writer, IAsyncEnumerable<CloudEvent> events, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(events);
        JsonEventFormatter formatter = new();
        await foreach (CloudEvent one in events.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            string line = Encoding.UTF8.GetString(formatter.EncodeStructuredModeMessage(one, out _).Span);
            await writer.WriteAsync($"{line}\n".AsMemory(), cancellationToken).ConfigureAwait(false);
        }

        await writer.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Events as one batch, for an HTTP request to a consumer (<c>application/cloudevents-batch+json</c>).</summary>
    /// <param name="events">What; a page of up to 1,000 is of a size that is sent at once.</param>
    /// <param name="contentType">The media type, with its encoding.</param>
    public static ReadOnlyMemory<byte> EncodeBatch(IEnumerable<CloudEvent> events, out ContentType contentType) =>
        new JsonEventFormatter().EncodeBatchModeMessage(events, out contentType);

    private static CloudEvent Make(string id, string type, Uri source, TenantReference subject, DateTimeOffset time, JsonElement data)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new CloudEvent(CloudEventsSpecVersion.V1_0)
        {
            Id = id,
            Source = source,
            Type = type,
            Subject = subject.ToString(),
            Time = time,
            DataContentType = MediaTypeNames.Application.Json,
            Data = data,
        };
    }
}
