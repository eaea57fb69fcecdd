namespace Hivemind.Tenancy.Tests;

/// <summary>
/// What a tenant's ledger shall do, written down as naively as it can be: a list of allocations, every sum computed anew, no
/// cleverness to get wrong. It knows nothing of the library's implementation.
/// </summary>
internal sealed partial class LedgerModel(IReadOnlyList<int> percents)
{
    private readonly List<ModelAllocation> _live = [];
    private readonly Dictionary<string, (int Percent, DateTimeOffset FiredAt)> _thresholds = [];
    private Units _quotas = new();
    private Units _ceiling = new();
    private DateTimeOffset _graceUntil = DateTimeOffset.MinValue;
    private TenantStatus _status = TenantStatus.Active;
    private long _change;

    public DateTimeOffset Now { get; private set; } = Some.Time;

    public void MoveClock(TimeSpan by) => Now += by;

    public LedgerOutcome Admit(string id, Units amounts, string source, TimeSpan lease)
    {
        Settle();
        if (_status != TenantStatus.Active)
        {
            return NotActive();
        }

        ModelAllocation? live = Find(id);
        if (live is { IsAdopted: false })
        {
            if (!live.Amounts.IsSameAs(amounts) || (source.Length > 0 && live.Source.Length > 0 && source != live.Source))
            {
                return new LedgerOutcome("conflict");
            }

            live.Source = live.Source.Length == 0 ? source : live.Source;
            live.Admission = live.Change = ++_change;
            live.ExpiresAt = Later(live.ExpiresAt, Now + lease);
            return LedgerOutcome.Admitted(live.Admission, live.ExpiresAt, Fire());
        }

        List<string> shortages = Shortages(amounts, besides: live);
        if (shortages.Count > 0)
        {
            return LedgerOutcome.Refused(shortages, NextLeaseEndsAt(), Fire());
        }

        if (live is not null)
        {
            _live.Remove(live);
        }

        ModelAllocation hold = Add(id, amounts, source, Now + lease);
        return LedgerOutcome.Admitted(hold.Admission, hold.ExpiresAt, Fire());
    }

    public LedgerOutcome Check(Units amounts)
    {
        Settle();
        if (_status != TenantStatus.Active)
        {
            return NotActive();
        }

        return Shortages(amounts, besides: null) is { Count: > 0 } shortages
            ? LedgerOutcome.Refused(shortages, NextLeaseEndsAt(), [])
            : new LedgerOutcome("fits");
    }

    public LedgerOutcome Grow(string id, Units target, TimeSpan lease) => OnLive(id, live =>
    {
        if (_status != TenantStatus.Active)
        {
            return NotActive();
        }

        if (live.Growth is { } growth)
        {
            if (!growth.Target.IsSameAs(target))
            {
                return new LedgerOutcome("conflict");
            }

            live.Change = ++_change;
            live.Growth = (target, _change, Later(growth.ExpiresAt, Now + lease)!.Value);
            return LedgerOutcome.Admitted(_change, live.Growth.Value.ExpiresAt, Fire());
        }

        if (Units.Resources.All(r => target[r] <= live.Amounts[r]))
        {
            live.Change = ++_change;
            live.GrownBy = live.GrownBy == 0 ? _change : live.GrownBy;
            return LedgerOutcome.Admitted(live.GrownBy, null, Fire());
        }

        if (Shortages(target, live.Amounts) is { Count: > 0 } shortages)
        {
            return LedgerOutcome.Refused(shortages, NextLeaseEndsAt(), Fire());
        }

        live.Change = ++_change;
        live.Growth = (target, _change, Now + lease);
        return LedgerOutcome.Admitted(_change, Now + lease, Fire());
    });

    public LedgerOutcome Commit(string id, long? number) => OnLive(id, live =>
    {
        if (live.Growth is { } growth && (number == growth.Number || (number is null && live.ExpiresAt is null)))
        {
            SetAmounts(
                live,
                live.Change == growth.Number ? growth.Target : new([.. Units.Resources.Select(r => (r, Math.Max(live.Amounts[r], growth.Target[r]))).Where(a => a.Item2 > 0)]));
            live.GrownBy = growth.Number;
            if (live.ExpiresAt is not null)
            {
                live.ExpiresAt = null;
                live.IsAdopted = false;
                live.Change = ++_change;
            }
        }
        else if (number is not null && number != live.Admission && number != live.GrownBy)
        {
            return new LedgerOutcome("expired");
        }
        else
        {
            bool isOfGrowth = number == live.GrownBy;
            live.ExpiresAt = isOfGrowth ? live.ExpiresAt : null;
            live.IsAdopted &= isOfGrowth;
            live.Change = ++_change;
        }

        return new LedgerOutcome("committed");
    });

    public LedgerOutcome Renew(string id, long? number, TimeSpan lease) => OnLive(id, live =>
    {
        if (live.Growth is { } growth && (number == growth.Number || (number is null && live.ExpiresAt is null)))
        {
            live.Growth = growth with { ExpiresAt = Later(growth.ExpiresAt, Now + lease)!.Value };
            return new LedgerOutcome($"until {LedgerOutcome.Time(live.Growth.Value.ExpiresAt)}");
        }

        if (number is not null && number != live.Admission)
        {
            return new LedgerOutcome(number == live.GrownBy ? "until never" : "expired");
        }

        live.ExpiresAt = Later(live.ExpiresAt, Now + lease);
        return new LedgerOutcome($"until {LedgerOutcome.Time(live.ExpiresAt)}");
    });

    public LedgerOutcome Release(string id, long? number, bool onlyHeld)
    {
        Settle();
        bool isReleased = false;
        if (Find(id) is { } live)
        {
            if (number is not null && live.Growth?.Number == number)
            {
                live.Growth = null;
                isReleased = true;
            }
            else if ((number is null || number == live.Admission) && !(onlyHeld && live.ExpiresAt is null))
            {
                isReleased = _live.Remove(live);
            }
        }

        Rearm();
        return new LedgerOutcome($"released {isReleased}");
    }

    public LedgerOutcome Resize(string id, Units amounts) => OnLive(id, live =>
    {
        if (live.Growth is { } growth && !growth.Target.IsSameAs(amounts))
        {
            return new LedgerOutcome("conflict");
        }

        if (live.Amounts.IsSameAs(amounts))
        {
            live.Change = ++_change;
            return LedgerOutcome.Admitted(live.Admission, live.ExpiresAt, Fire());
        }

        if (Units.Resources.Any(r => amounts[r] > live.Amounts[r]) && _status != TenantStatus.Active)
        {
            return NotActive();
        }

        if (live.Growth is null && Shortages(amounts, live.Amounts) is { Count: > 0 } shortages)
        {
            return LedgerOutcome.Refused(shortages, NextLeaseEndsAt(), Fire());
        }

        SetAmounts(live, amounts);
        return LedgerOutcome.Admitted(live.Admission, live.ExpiresAt, Fire());
    });

    /// <summary>By the change that the allocation has now, or one before it.</summary>
    public LedgerOutcome Lower(string id, Units amounts, bool late)
    {
        Settle();
        if (_status is not (TenantStatus.Active or TenantStatus.Suspended))
        {
            return NotActive();
        }

        bool isLowered = false;
        if (Find(id) is { } live)
        {
            Units lower = new([.. Units.Resources.Select(r => (r, Math.Min(live.Amounts[r], amounts[r]))).Where(a => a.Item2 > 0)]);
            isLowered = !late && live.Growth is null && !lower.IsSameAs(live.Amounts) && !lower.IsSameAs(new Units());
            if (isLowered)
            {
                SetAmounts(live, lower);
            }
        }

        Rearm();
        return new LedgerOutcome($"lowered {isLowered}");
    }

    public LedgerOutcome Usage()
    {
        Settle();
        IEnumerable<string> others = Units.Resources.Where(r => !Resources.Known.Contains(r) && (Total(r) > 0 || _quotas.Named.Contains(r)));
        return new LedgerOutcome(
            $"{_live.Count(a => a.ExpiresAt is not null)} held, {_live.Count(a => a.ExpiresAt is null)} committed"
            + $", grace {(Now < _graceUntil ? LedgerOutcome.Time(_graceUntil) : "none")}, share {Share()}"
            + LedgerOutcome.Lines(Resources.Known.Concat(others.Order(StringComparer.Ordinal)).Select(r => LedgerOutcome.Usage(
                r, InUnit(r, Used(r)), InUnit(r, Held(r)), InUnit(r, _quotas.Limit(r)), InUnit(r, Limit(r))))));
    }

    public LedgerOutcome List(string? source, string? after, int limit)
    {
        Settle();
        return new LedgerOutcome(LedgerOutcome.Lines(_live
            .Where(a => (source is null || a.Source == source) && (after is null || string.CompareOrdinal(a.Id, after) > 0))
            .OrderBy(a => a.Id, StringComparer.Ordinal)
            .Take(limit)
            .Select(a => LedgerOutcome.Allocation(
                a.Id,
                r => Units.InUnit(r, a.Amounts[r]),
                a.Source,
                a.ExpiresAt,
                a.CreatedAt,
                (a.Admission, a.Change, a.IsAdopted),
                a.Growth is { } growth ? (r => Units.InUnit(r, growth.Target[r]), growth.ExpiresAt) : null))));
    }

    public LedgerOutcome Mark() => new($"mark {_change}", _change);

    public LedgerOutcome SetQuotas(Units quotas)
    {
        Settle();
        _quotas = quotas;
        return new LedgerOutcome($"changed{LedgerOutcome.Lines(Fire())}");
    }

    public LedgerOutcome SetStatus(TenantStatus status)
    {
        Settle();
        _status = status;
        return new LedgerOutcome($"changed{LedgerOutcome.Lines(Fire())}");
    }

    public LedgerOutcome SetGrace(Units? ceiling, TimeSpan length)
    {
        Settle();
        if (_status == TenantStatus.Terminating)
        {
            return NotActive();
        }

        _ceiling = ceiling ?? new Units();
        _graceUntil = ceiling is null ? DateTimeOffset.MinValue : Now + length;
        return new LedgerOutcome($"changed{LedgerOutcome.Lines(Fire())}");
    }

    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset other) => one is null || one > other ? one : other;

    private LedgerOutcome OnLive(string id, Func<ModelAllocation, LedgerOutcome> act)
    {
        Settle();
        if (_status is not (TenantStatus.Active or TenantStatus.Suspended))
        {
            return NotActive();
        }

        return Find(id) is { } live ? act(live) : new LedgerOutcome("expired");
    }

    private void SetAmounts(ModelAllocation live, Units amounts)
    {
        if (live.Growth is { } growth && growth.Target.IsSameAs(amounts))
        {
            live.GrownBy = growth.Number;
        }

        live.Amounts = amounts;
        live.Growth = null;
        live.Change = ++_change;
    }

    private LedgerOutcome NotActive() => new($"not active: {_status}");
}
