using CsCheck;

namespace Hivemind.Tenancy.Tests;

/// <summary>Sums by period, group and resource, against counting second by second.</summary>
public sealed class MeterSumTests
{
    private const int Seconds = 40;

    private static readonly string?[] Groups = [null, "web", "batch"];

    private static readonly Gen<UsageRecord> AnyRecord =
        from start in Gen.Int[-5, Seconds + 5]
        from length in Gen.Int[1, 20]
        from containers in Gen.Int[0, 5]
        from gpus in Gen.Int[0, 3]
        from millicores in Gen.Int[1, 3000]
        from ns in Gen.Int[0, 2]
        from committed in Gen.Bool
        select new UsageRecord(
            Some.TenantId,
            Some.Uid,
            "web",
            new ResourceAmounts { CpuCores = millicores / 1000m, Containers = containers, Other = new Dictionary<string, decimal> { ["gpu"] = gpus } },
            Some.Time.AddSeconds(start),
            Some.Time.AddSeconds(start + length))
        {
            Namespace = Groups[ns],
            IsCommitted = committed,
        };

    [Fact]
    public void Sums_are_what_counting_each_second_gives() =>
        Gen.Select(AnyRecord.List[0, 12], Gen.Int[0, 5].Select(i => i == 0 ? null : (CalendarUnit?)i), Gen.Bool).Sample((records, period, grouped) =>
        {
            MeterQuery query = new(Some.Time, Some.Time.AddSeconds(Seconds)) { Period = period, GroupBy = grouped ? MeterGroup.Namespace : MeterGroup.None };
            IReadOnlyList<MeteredUsage> result = Sum(query, records);

            foreach (string? group in grouped ? Groups : [null])
            {
                UsageRecord[] own = [.. records.Where(r => !grouped || r.Namespace == group)];
                MeteredUsage[] periods = [.. result.Where(u => u.Group == group)];
                foreach (string resource in new[] { "cpu", "containers", "gpu", "memory" })
                {
                    long[] held = [.. Enumerable.Range(0, Seconds).Select(s => own.Where(r => Covers(r, s)).Sum(r => Steps(r, resource)))];
                    long[] reserved = [.. Enumerable.Range(0, Seconds).Select(s => own.Where(r => Covers(r, s) && !r.IsCommitted).Sum(r => Steps(r, resource)))];
                    Total(periods, resource, r => r.Total.StepMicroseconds).Should().Be((Int128)held.Sum() * 1_000_000);
                    Total(periods, resource, r => r.Reserved.StepMicroseconds).Should().Be((Int128)reserved.Sum() * 1_000_000);
                    periods.Select(p => p[resource].Peak).DefaultIfEmpty(0).Max().Should().Be(held.Max() / (decimal)ResourceNames.StepsPerUnit(resource));
                }
            }
        });

    [Fact]
    public void Pieces_at_any_cut_add_up_to_the_whole() =>
        Gen.Select(AnyRecord.List[1, 12], Gen.Int[1, (Seconds * 10_000_000) - 1]).Sample((records, cut) =>
        {
            DateTimeOffset middle = Some.Time.AddTicks(cut);
            Int128 whole = Of(Some.Time, Some.Time.AddSeconds(Seconds));

            (Of(Some.Time, middle) + Of(middle, Some.Time.AddSeconds(Seconds))).Should().Be(whole);

            Int128 Of(DateTimeOffset from, DateTimeOffset until) => Total(Sum(new MeterQuery(from, until), records), "cpu", r => r.Total.StepMicroseconds);
        });

    [Fact]
    public void What_follows_at_once_makes_no_peak()
    {
        UsageRecord first = Record(0, 10);
        MeteredUsage usage = Sum(new MeterQuery(Some.Time, Some.Time.AddSeconds(60)), [Record(10, 20), first, Record(20, 30)]).Single();

        usage["containers"].Should().Be(new MeteredResource("containers", new UnitSeconds(30_000_000, 1), new UnitSeconds(30_000_000, 1), 1));
        usage["memory"].Total.Should().Be(new UnitSeconds(0, 1), "nothing was held of it");
    }

    [Fact]
    public void Peak_is_carried_into_the_next_period()
    {
        MeterQuery query = new(Some.Time, Some.Time.AddDays(3)) { Period = CalendarUnit.Day };

        Sum(query, [Record(0, 3 * 86_400)]).Should().HaveCountGreaterThan(2).And.OnlyContain(u => u["containers"].Peak == 1);
    }

    [Fact]
    public void Too_many_periods_and_times_that_end_first_are_refused()
    {
        Action many = () => MeterSum.Bounds(new MeterQuery(Some.Time, Some.Time.AddHours(10_001)) { Period = CalendarUnit.Hour });
        Action backwards = () => MeterSum.Bounds(new MeterQuery(Some.Time, Some.Time));

        many.Should().Throw<ArgumentException>().WithMessage("*more than 10000 periods*");
        backwards.Should().Throw<ArgumentException>().WithMessage("*ends at*");
        MeterSum.Bounds(new MeterQuery(Some.Time, Some.Time.AddHours(9_999)) { Period = CalendarUnit.Hour }).Should().HaveCountGreaterThan(9_999);
    }

    private static UsageRecord Record(int from, int to) =>
        new(Some.TenantId, Some.Uid, "web", new ResourceAmounts { Containers = 1 }, Some.Time.AddSeconds(from), Some.Time.AddSeconds(to));

    private static IReadOnlyList<MeteredUsage> Sum(MeterQuery query, IEnumerable<UsageRecord> records)
    {
        MeterSum sum = new(query, MeterSum.Bounds(query));
        UsageSpan span = new(null, query.From, query.Until);
        foreach (UsageRecord record in records.Where(span.Reaches))
        {
            sum.Add(record);
        }

        return sum.Result();
    }

    private static bool Covers(UsageRecord record, int second) => record.From <= Some.Time.AddSeconds(second) && record.To > Some.Time.AddSeconds(second);

    private static long Steps(UsageRecord record, string resource) => resource switch
    {
        "cpu" => (long)(record.Amounts.CpuCores * 1000),
        "containers" => record.Amounts.Containers,
        "gpu" => (long)record.Amounts.Other.GetValueOrDefault("gpu"),
        _ => 0,
    };

    private static Int128 Total(IEnumerable<MeteredUsage> periods, string resource, Func<MeteredResource, Int128> of) =>
        periods.Aggregate((Int128)0, (sum, p) => sum + of(p[resource]));
}
