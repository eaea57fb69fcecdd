using System.Text.Json;

namespace Hivemind.Tenancy.Billing;

/// <summary>
/// Usage records as JSON Lines (https://jsonlines.org): an object a line, ended by a line feed. Members: <c>sequence</c>, <c>tenantId</c>, <c>tenantUid</c>, <c>allocationId</c>, <c>source</c>,
/// <c>namespace</c>, <c>labels</c>, <c>isCommitted</c>, <c>amounts</c> (by resource, in its unit), <c>from</c>, <c>to</c> (UTC), <c>used</c> (unit-seconds by resource, as strings, exact).
/// </summary>
public static class UsageJsonLines
{
    /// <summary>Writes a line for each record, one at a time.</summary>
    /// <param name="writer">Where to; stays open. JSON Lines are UTF-8 without a byte order mark.</param>
    /// <param name="records">What, for instance <see cref="UsageMeterExtensions.ReadAllRecordsAsync"/>.</param>
    /// <param name="cancellationToken">Cancels the export.</param>
    public static async Task WriteAsync(TextWriter writer, IAsyncEnumerable<UsageRecord> records, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(records);
        await foreach (UsageRecord record in records.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            string line = JsonSerializer.Serialize(UsageDocument.Of(record), ExportJson.Default.UsageDocument);
            await writer.WriteAsync($"{line}\n".AsMemory(), cancellationToken).ConfigureAwait(false);
        }

        await writer.FlushAsync(cancellationToken).ConfigureAwait(false);
    }
}
