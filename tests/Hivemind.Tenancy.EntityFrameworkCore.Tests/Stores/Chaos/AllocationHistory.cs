using Hivemind.Tenancy.StoreWorker;

namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>What is known of one id of a tenant: what workers wrote down, and what observations changed. Times are ticks of the store's clock.</summary>
internal sealed class AllocationHistory(string id, IReadOnlyList<ChaosLine> lines)
{
    private readonly HashSet<long> _adopted = [];
    private readonly HashSet<long> _changed = [];
    private readonly List<long> _ended = [.. Times(lines, "release")];
    private bool _isConfirmed;

    /// <summary>When each of its admissions was, as far as an answer came.</summary>
    private IReadOnlyList<long> Admitted { get; } = [.. Times(lines, "reserve")];

    /// <summary>How many of its admissions got no answer.</summary>
    private int Unknown { get; } = Unanswered(lines, "reserve");

    /// <summary>The most that was ever asked for.</summary>
    private long Largest { get; } = lines.Max(l => l.Units);

    /// <summary>Whether it was reserved once, and everything that changed it has a time: then its records can be told in advance.</summary>
    public bool IsPlain =>
        Admitted.Count == 1 && Unknown == 0 && _adopted.Count == 0 && !id.Contains("again") && !lines.Any(l => l.Verb == "grow")
        && Unanswered(lines, "commit") + Unanswered(lines, "lower") + Unanswered(lines, "release") == 0;

    /// <summary>Takes in what an observation did to it.</summary>
    public void Take(AllocationsReconciled observation)
    {
        long at = observation.OccurredAt.UtcTicks;
        if (observation.Result.Adopted.Contains(id))
        {
            _adopted.Add(at);
        }

        if (observation.Result.Freed.Contains(id))
        {
            _ended.Add(at);
        }

        _isConfirmed |= observation.Result.Committed.Contains(id);
        if (observation.Result.Committed.Contains(id) || observation.Result.Raised.Contains(id))
        {
            _changed.Add(at);
        }
    }

    /// <summary>Takes in that a check released it.</summary>
    public void End(long at) => _ended.Add(at);

    /// <summary>What is wrong with its records, which come in the order in which they were closed; null for nothing.</summary>
    /// <param name="records">The records.</param>
    /// <param name="isGone">Whether its tenant is gone, so that it may have ended with it at any time.</param>
    public string? Faults(IReadOnlyList<UsageRecord> records, bool isGone)
    {
        long[] starts = [.. records.Where((r, i) => i == 0 || records[i - 1].To != r.From).Select(r => r.From.UtcTicks)];
        if (starts.Length != starts.Distinct().Count())
        {
            return "is charged twice from one moment";
        }

        if (starts.Count(s => !Admitted.Contains(s) && !_adopted.Contains(s)) > Unknown)
        {
            return "begins where it was not admitted, or has a gap, or overlaps";
        }

        if (records.Any(r => r.Amounts.Containers < 1 || r.Amounts.Containers > Largest || !r.Amounts.Equals(new ResourceAmounts { Containers = r.Amounts.Containers })))
        {
            return $"has amounts that nobody asked for: {Largest} at most";
        }

        return IsPlain ? FaultsOfPlain(records, isGone) : null;
    }

    private static IEnumerable<long> Times(IReadOnlyList<ChaosLine> lines, string verb) => lines.Where(l => l.What == "done" && l.Verb == verb).Select(l => l.At);

    private static int Unanswered(IReadOnlyList<ChaosLine> lines, string verb) =>
        lines.Count(l => l.Verb == verb && l.What == "begin") - lines.Count(l => l.Verb == verb && l.What != "begin");

    /// <summary>From its admission to its end without a gap; where the clock was set back, to the latest time at which it was looked at.</summary>
    private string? FaultsOfPlain(IReadOnlyList<UsageRecord> records, bool isGone)
    {
        long start = Admitted[0];
        long leaseEnd = start + ChaosWorker.Lease.Ticks;
        long end = records.Count == 0 ? start : records[^1].To.UtcTicks;
        long committed = Times(lines, "commit").FirstOrDefault();
        bool isCommitted = committed != 0 || _isConfirmed;
        long latest = Math.Max(start, _changed.Concat(Times(lines, "lower")).Append(committed).Concat(_ended).Max());
        if (!isCommitted)
        {
            bool isForgotten = lines.Any(l => l.Verb == "forget") && !isGone;
            return end <= leaseEnd && (!isForgotten || end == leaseEnd) ? null : $"was held until {end} and its lease ended at {leaseEnd}";
        }

        if (_ended.Count > 1)
        {
            return "ended twice";
        }

        long least = Math.Max(start, Math.Max(_isConfirmed ? 0 : committed, _ended.SingleOrDefault()));
        if (end < least || (end > latest && _ended.Count == 1))
        {
            return $"ends at {end} and not between {least} and {latest}";
        }

        if (_isConfirmed || _changed.Count > 0 || lines.Any(l => l.Verb == "lower"))
        {
            return null;
        }

        bool isSplit = records.All(r => r.IsCommitted ? r.From.UtcTicks >= Math.Max(start, committed) : r.To.UtcTicks <= committed);
        return isSplit && records.All(r => r.Amounts.Containers == lines[0].Units) ? null : $"was not held until {committed} and then committed, {lines[0].Units} each";
    }
}
