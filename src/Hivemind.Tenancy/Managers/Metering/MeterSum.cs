namespace Hivemind.Tenancy;

/// <summary>Usage records, summed up by period, group and resource. Not thread-safe.</summary>
internal sealed class MeterSum(MeterQuery query, DateTimeOffset[] bounds)
{
    private readonly long[] _bounds = Array.ConvertAll(bounds, b => b.UtcTicks);
    private readonly Dictionary<(string? Group, string Resource), Series> _series = [];

    /// <summary>Most periods of one query.</summary>
    public const int MaxPeriods = 10_000;

    /// <summary>Where the periods of a query begin and the last one ends.</summary>
    /// <exception cref="ArgumentException">There are none, or too many.</exception>
    public static DateTimeOffset[] Bounds(MeterQuery query)
    {
        if (query.Until <= query.From)
        {
            throw new ArgumentException($"The time ends at {query.Until:O}, before it begins at {query.From:O}.", nameof(query));
        }

        List<DateTimeOffset> bounds = [];
        for (DateTimeOffset start = query.From; start < query.Until; start = Next(query, start))
        {
            bounds.Add(start);
            if (bounds.Count > MaxPeriods)
            {
                throw new ArgumentException($"The time has more than {MaxPeriods} periods: ask for less of it, or for longer ones.", nameof(query));
            }
        }

        return [.. bounds, query.Until];
    }

    private static DateTimeOffset Next(MeterQuery query, DateTimeOffset start) =>
        query.Period is { } unit ? CalendarPeriods.Next(unit, start, query.TimeZone) : query.Until;

    public void Add(UsageRecord record)
    {
        string? group = query.GroupBy.Of(record);
        long from = Math.Max(record.From.UtcTicks, _bounds[0]);
        long to = Math.Min(record.To.UtcTicks, _bounds[^1]);
        ReadOnlySpan<long> known = record.Amounts.Known;
        for (int i = 0; i < known.Length; i++)
        {
            if (known[i] != 0)
            {
                Of(group, KnownAmounts.NameOf(i)).Add(from, to, known[i], record.IsCommitted);
            }
        }

        foreach ((string resource, long steps) in record.Amounts.OtherMap)
        {
            Of(group, resource).Add(from, to, steps, record.IsCommitted);
        }
    }

    public IReadOnlyList<MeteredUsage> Result()
    {
        List<(int Period, string? Group, MeteredResource Resource)> found = [];
        foreach (((string? group, string resource), Series series) in _series)
        {
            found.AddRange(series.Result(resource).Select(r => (r.Period, group, r.Usage)));
        }

        return [.. found
            .GroupBy(f => (f.Period, f.Group))
            .OrderBy(g => g.Key.Period).ThenBy(g => g.Key.Group, StringComparer.Ordinal)
            .Select(g => new MeteredUsage(
                TenancyClock.FromTicks(_bounds[g.Key.Period]),
                TenancyClock.FromTicks(_bounds[g.Key.Period + 1]),
                g.Key.Group,
                ValueList<MeteredResource>.Create(g.Select(f => f.Resource).OrderBy(r => r.Resource, StringComparer.Ordinal))))];
    }

    private Series Of(string? group, string resource)
    {
        if (!_series.TryGetValue((group, resource), out Series? series))
        {
            _series[(group, resource)] = series = new Series(_bounds);
        }

        return series;
    }

    /// <summary>One resource of one group: by how much what is held changes, and when. Everything else follows from that.</summary>
    private sealed class Series(long[] bounds)
    {
        private readonly List<(long Ticks, long Steps, bool IsCommitted)> _changes = [];

        public void Add(long from, long to, long steps, bool isCommitted)
        {
            _changes.Add((from, steps, isCommitted));
            _changes.Add((to, -steps, isCommitted));
        }

        /// <summary>What is held changes at a moment all at once: what begins as another ends makes no peak.</summary>
        public IEnumerable<(int Period, MeteredResource Usage)> Result(string resource)
        {
            int perUnit = ResourceNames.StepsPerUnit(resource);
            _changes.Sort((one, other) => one.Ticks.CompareTo(other.Ticks));
            (Int128 held, Int128 reserved) = (0, 0);
            int next = 0;
            for (int period = 0; period + 1 < bounds.Length && (next < _changes.Count || held != 0); period++)
            {
                (Int128 total, Int128 ofReserved, Int128 peak) = (0, 0, 0);
                for (long at = bounds[period]; at < bounds[period + 1];)
                {
                    for (; next < _changes.Count && _changes[next].Ticks <= at; next++)
                    {
                        held += _changes[next].Steps;
                        reserved += _changes[next].IsCommitted ? 0 : _changes[next].Steps;
                    }

                    long until = next < _changes.Count ? Math.Min(_changes[next].Ticks, bounds[period + 1]) : bounds[period + 1];
                    long microseconds = (until - at) / TimeSpan.TicksPerMicrosecond;
                    total = checked(total + (held * microseconds));
                    ofReserved = checked(ofReserved + (reserved * microseconds));
                    peak = held > peak ? held : peak;
                    at = until;
                }

                if (peak != 0)
                {
                    yield return (period, new MeteredResource(resource, new(total, perUnit), new(ofReserved, perUnit), (decimal)peak / perUnit));
                }
            }
        }
    }
}
