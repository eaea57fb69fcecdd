using System.Runtime.CompilerServices;

namespace Hivemind.Tenancy.Billing;

/// <summary>Reads usage records to carry them elsewhere.</summary>
public static class UsageMeterExtensions
{
    /// <summary>
    /// All closed records after one, in their order, page by page, until there are no more for now. Who carries them elsewhere keeps the <see cref="UsageRecord.Sequence"/> of the last that
    /// arrived, and goes on from there: what is read twice has the same sequence.
    /// </summary>
    /// <param name="meter">The meter.</param>
    /// <param name="after">The sequence of the last that arrived; 0 for the oldest there is.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="InvalidOperationException"><paramref name="after"/> is not 0, and records after it are gone (<see cref="HivemindTenancyOptions.RetainUsage"/>): the copy has a gap.</exception>
    public static async IAsyncEnumerable<UsageRecord> ReadAllRecordsAsync(
        this IUsageMeter meter, long after = 0, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(meter);
        while (true)
        {
            UsageRecordPage page = await meter.ReadRecordsAsync(after, cancellationToken: cancellationToken).ConfigureAwait(false);
            if (page.IsTrimmed && after > 0)
            {
                throw new InvalidOperationException($"Usage records after {after} are gone before they were read; from 0 on those are read that are left.");
            }

            foreach (UsageRecord record in page.Records)
            {
                yield return record;
            }

            if (page.Records.Count == 0)
            {
                yield break;
            }

            after = page.Next;
        }
    }
}
