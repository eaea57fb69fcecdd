using System.Data.Common;

namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>A <see cref="LedgerState"/> as it was read, and the statements that write what has become of it since.</summary>
internal sealed class StoredLedger
{
    private const int FirstBound = 8;

    private static readonly string[] Counted = ["change", "held_count", "committed_count", "share", .. ResourceColumns.Counts];
    private static readonly string[] Limited = ["status", "grace_until", .. ResourceColumns.Bounds];
    private static readonly string[] Resource = ["tenant_id", .. LedgerSql.ResourceRowColumns];

    private static readonly string WriteCounts = Update(Counted);
    private static readonly string WriteLimits = Update(Limited);

    private static readonly string InsertText =
        $"INSERT INTO ledgers ({string.Join(", ", LedgerSql.Columns)}) VALUES {TenancyStatement.In(1, LedgerSql.Columns.Length)} "
        + "ON CONFLICT (tenant_id) DO NOTHING RETURNING tenant_id";

    private static readonly string WriteResource =
        $"INSERT INTO ledger_resources ({string.Join(", ", Resource)}) VALUES {TenancyStatement.In(1, Resource.Length)} "
        + $"ON CONFLICT (tenant_id, name) DO UPDATE SET {string.Join(", ", Resource.Skip(2).Select((c, i) => $"{c} = @p{i + 3}"))}";

    private readonly IReadOnlyList<int> _thresholds;
    private readonly List<(string Name, LedgerResource Kept)> _rows = [];
    private readonly Dictionary<string, LedgerResource> _resources = new(StringComparer.Ordinal);
    private long?[] _counts = [];
    private long?[] _limits = [];
    private LedgerState? _state;

    // As read, until the other resources are, too.
    private long?[] _known = [];
    private long[] _graceKnown = [];
    private long? _graceUntil;

    public StoredLedger(IReadOnlyList<int> thresholds) => _thresholds = thresholds;

    /// <summary>Of one that is not stored yet.</summary>
    public StoredLedger(IReadOnlyList<int> thresholds, Tenant tenant)
        : this(thresholds) => _state = new LedgerState(tenant.Id, tenant.Uid, thresholds) { Status = tenant.Status, Quotas = tenant.ResourceQuotas };

    /// <summary>Whether there is such a ledger.</summary>
    public bool IsFound => _state is not null;

    public LedgerState State => _state!;

    /// <summary>The share by which it was sorted.</summary>
    public int KeptShare { get; private set; }

    public void ReadLedger(DbDataReader reader)
    {
        int known = ResourceSteps.Known.Count;
        LedgerState state = new(TenantId.Parse(reader.GetString(0)), TenantUid.Parse(reader.GetString(1)), _thresholds)
        {
            Status = (TenantStatus)reader.GetInt32(2),
            Change = reader.GetInt64(4),
            Held = reader.GetInt32(5),
            Committed = reader.GetInt32(6),
        };
        KeptShare = reader.GetInt32(7);
        long?[] limits = new long?[known];
        long[] grace = new long[known];
        for (int i = 0; i < known; i++)
        {
            limits[i] = reader.GetInt64OrNull(FirstBound + (2 * i));
            grace[i] = reader.GetInt64OrNull(FirstBound + (2 * i) + 1) ?? 0;
            int count = FirstBound + (2 * known) + (4 * i);
            state[ResourceSteps.Known[i]] = new ResourceState(
                reader.GetInt64(count), reader.GetInt64(count + 1), (int)reader.GetInt64(count + 2), reader.GetInt64(count + 3));
        }

        (_known, _graceKnown, _graceUntil) = (limits, grace, reader.GetInt64OrNull(3));
        _state = state;
    }

    public void ReadResource(DbDataReader reader) => _rows.Add((reader.GetString(1), new LedgerResource(
        reader.GetInt64OrNull(2),
        reader.GetInt64OrNull(3),
        new ResourceState(reader.GetInt64(4), reader.GetInt64(5), reader.GetInt32(6), reader.GetInt64(7)))));

    /// <summary>When all rows are read.</summary>
    public void Complete()
    {
        foreach ((string name, LedgerResource kept) in _rows)
        {
            _resources[name] = kept;
            State[name] = kept.State;
        }

        State.Quotas = ResourceSteps.Quotas(_known, _rows.Where(r => r.Kept.Limit is not null).Select(r => KeyValuePair.Create(r.Name, r.Kept.Limit!.Value)));
        State.Grace = _graceUntil is { } until
            ? new QuotaGrace(
                ResourceSteps.Amounts(_graceKnown, _rows.Where(r => r.Kept.Grace is not null).Select(r => KeyValuePair.Create(r.Name, r.Kept.Grace!.Value))),
                Ticks.ToTime(until))
            : null;
        (_counts, _limits) = (CountsOf(KeptShare), LimitsOf());
    }

    /// <summary>Adds what is not stored yet, unless the id is taken; answers with a row if it was not. The first step is judged by who writes it next.</summary>
    public TenancyStatement Insert()
    {
        long?[] limits = LimitsOf();
        TenancyStatement statement = new TenancyStatement(InsertText)
            .With(State.TenantId.Value).With(State.Uid.ToString()).With(limits[0]).With(limits[1]).With(0).With(0).With(0).With(0);
        foreach (long? bound in limits.Skip(2))
        {
            statement.With(bound);
        }

        foreach (string unused in ResourceColumns.Counts)
        {
            statement.With(0);
        }

        return statement;
    }

    /// <summary>Writes what differs from what was read. <see cref="LedgerState.Judge"/> comes before.</summary>
    public void Write(List<TenancyStatement> statements)
    {
        Write(statements, WriteCounts, _counts, CountsOf(State.Share));
        Write(statements, WriteLimits, _limits, LimitsOf());
        WriteResources(statements);
    }

    /// <summary>The resources beside the known ones, those of a new ledger included.</summary>
    public void WriteResources(List<TenancyStatement> statements)
    {
        IReadOnlyDictionary<string, long> limits = ResourceSteps.OtherOf(State.Quotas);
        IReadOnlyDictionary<string, long> grace = ResourceSteps.OtherOf(State.Grace?.Ceiling ?? ResourceAmounts.None);
        foreach (string name in State.OtherResources.Union(_resources.Keys).Union(limits.Keys).Union(grace.Keys).ToList())
        {
            LedgerResource now = new(
                limits.TryGetValue(name, out long limit) ? limit : null, grace.TryGetValue(name, out long ceiling) ? ceiling : null, State[name]);
            bool isKept = _resources.TryGetValue(name, out LedgerResource was);
            if (now.IsNothing && isKept)
            {
                statements.Add(new TenancyStatement("DELETE FROM ledger_resources WHERE tenant_id = @p1 AND name = @p2").With(State.TenantId.Value).With(name));
            }
            else if (!now.IsNothing && (!isKept || now != was))
            {
                statements.Add(new TenancyStatement(WriteResource)
                    .With(State.TenantId.Value).With(name).With(now.Limit).With(now.Grace)
                    .With(now.State.Total).With(now.State.Held).With(now.State.Threshold).With(now.State.FiredTicks));
            }
        }
    }

    private static string Update(string[] columns) =>
        $"UPDATE ledgers SET {string.Join(", ", columns.Select((c, i) => $"{c} = @p{i + 2}"))} WHERE tenant_id = @p1";

    private void Write(List<TenancyStatement> statements, string update, long?[] was, long?[] now)
    {
        if (!was.AsSpan().SequenceEqual(now))
        {
            TenancyStatement statement = new TenancyStatement(update).With(State.TenantId.Value);
            foreach (long? value in now)
            {
                statement.With(value);
            }

            statements.Add(statement);
        }
    }

    /// <summary>As <see cref="Counted"/> has it. No query expressions: this runs twice a step.</summary>
    private long?[] CountsOf(int share)
    {
        long?[] counts = new long?[Counted.Length];
        (counts[0], counts[1], counts[2], counts[3]) = (State.Change, State.Held, State.Committed, share);
        int next = counts.Length - ResourceColumns.Counts.Length;
        foreach (string resource in ResourceSteps.Known)
        {
            ResourceState state = State[resource];
            counts[next++] = state.Total;
            counts[next++] = state.Held;
            counts[next++] = state.Threshold;
            counts[next++] = state.FiredTicks;
        }

        return counts;
    }

    private long?[] LimitsOf()
    {
        IReadOnlyList<long?> limits = ResourceSteps.KnownOf(State.Quotas);
        long[] grace = State.Grace is { } layer ? ResourceSteps.KnownOf(layer.Ceiling).ToArray() : [];
        return
        [
            (int)State.Status, State.Grace?.Until.UtcTicks,
            .. limits.SelectMany((limit, i) => new[] { limit, grace.Length > 0 ? grace[i] : null }),
        ];
    }
}
