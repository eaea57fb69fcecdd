namespace Hivemind.Tenancy.Tests;

/// <summary>
/// What a tenant's ledger shall do, written down as naively as it can be: a list of allocations, every sum computed anew, no
/// cleverness to get wrong. It knows nothing of the library's implementation. Where a clock that is set back would show it,
/// time is taken notice of by the operations that the tenant's status allows.
/// </summary>
internal sealed partial class LedgerModel(IReadOnlyList<int> percents)
{
    private readonly List<ModelAllocation> _live = [];
    private readonly HashSet<(string Resource, int Percent)> _fired = [];
    private Units _quotas = new();
    private Units _ceiling = new();
    private DateTimeOffset _graceUntil = DateTimeOffset.MinValue;
    private TenantStatus _status = TenantStatus.Active;
    private long _made;

    public DateTimeOffset Now { get; private set; } = Some.Time;

    public void MoveClock(TimeSpan by) => Now += by;

    public LedgerOutcome Admit(string id, Units amounts, string source, TimeSpan lease)
    {
        if (_status != TenantStatus.Active)
        {
            return NotActive();
        }

        Settle();
        if (Find(id) is { } live)
        {
            return live.Amounts.IsSameAs(amounts) ? LedgerOutcome.Admitted(live.Number, live.ExpiresAt, Fire()) : new LedgerOutcome("conflict");
        }

        List<string> shortages = Shortages(amounts, new Units());
        if (shortages.Count > 0)
        {
            return LedgerOutcome.Refused(shortages, Fire());
        }

        ModelAllocation hold = Add(id, amounts, source, Now + lease);
        return LedgerOutcome.Admitted(hold.Number, hold.ExpiresAt, Fire());
    }

    public LedgerOutcome Check(Units amounts)
    {
        if (_status != TenantStatus.Active)
        {
            return NotActive();
        }

        Settle();
        return Shortages(amounts, new Units()) is { Count: > 0 } shortages ? LedgerOutcome.Refused(shortages, []) : new LedgerOutcome("fits");
    }

    public LedgerOutcome Commit(string id, long? number) => OnLive(id, number, live =>
    {
        if (live.ExpiresAt is not null)
        {
            live.ExpiresAt = null;
            live.ChangedAt = Now;
        }

        return new LedgerOutcome("committed");
    });

    public LedgerOutcome Renew(string id, long? number, TimeSpan lease) => OnLive(id, number, live =>
    {
        if (live.ExpiresAt < Now + lease)
        {
            live.ExpiresAt = Now + lease;
        }

        return new LedgerOutcome($"until {LedgerOutcome.Time(live.ExpiresAt)}");
    });

    public LedgerOutcome Release(string id)
    {
        Settle();
        bool released = _live.RemoveAll(a => a.Id == id) > 0;
        Rearm();
        return new LedgerOutcome($"released {released}");
    }

    public LedgerOutcome ReleaseHold(string id, long number)
    {
        Settle();
        bool released = _live.RemoveAll(a => a.Id == id && a.Number == number && a.ExpiresAt is not null) > 0;
        Rearm();
        return new LedgerOutcome($"released {released}");
    }

    public LedgerOutcome Resize(string id, Units amounts) => OnLive(id, number: null, live =>
    {
        bool grows = Units.Resources.Any(r => amounts[r] > live.Amounts[r]);
        if (grows && _status != TenantStatus.Active)
        {
            return NotActive();
        }

        List<string> shortages = Shortages(amounts, live.Amounts);
        if (shortages.Count > 0)
        {
            return LedgerOutcome.Refused(shortages, Fire());
        }

        live.Amounts = amounts;
        live.ChangedAt = Now;
        return LedgerOutcome.Admitted(live.Number, live.ExpiresAt, Fire());
    });

    public LedgerOutcome Usage()
    {
        Settle();
        IEnumerable<string> others = Units.Resources.Where(r => !Resources.Known.Contains(r) && (Total(r) > 0 || _quotas.Named.Contains(r)));
        return new LedgerOutcome(
            $"{_live.Count(a => a.ExpiresAt is not null)} held, {_live.Count(a => a.ExpiresAt is null)} committed"
            + $", grace {(Now < _graceUntil ? LedgerOutcome.Time(_graceUntil) : "none")}"
            + LedgerOutcome.Lines(Resources.Known.Concat(others.Order(StringComparer.Ordinal)).Select(r => LedgerOutcome.Usage(
                r, InUnit(r, Used(r)), InUnit(r, Held(r)), InUnit(r, _quotas.Limit(r)), InUnit(r, Limit(r))))));
    }

    public LedgerOutcome List(string? source, string? after, int limit)
    {
        Settle();
        ModelAllocation[] page = [.. _live
            .Where(a => (source is null || a.Source == source) && (after is null || string.CompareOrdinal(a.Id, after) > 0))
            .OrderBy(a => a.Id, StringComparer.Ordinal)
            .Take(limit)];
        return new LedgerOutcome(
            LedgerOutcome.Lines(page.Select(a => LedgerOutcome.Allocation(
                a.Id, r => Units.InUnit(r, a.Amounts[r]), a.Source, a.ExpiresAt, a.CreatedAt, a.ChangedAt))),
            [.. page.Select(a => a.Number)]);
    }

    public LedgerOutcome SetQuotas(Units quotas)
    {
        _quotas = quotas;
        Settle();
        return new LedgerOutcome($"changed{LedgerOutcome.Lines(Fire())}");
    }

    public LedgerOutcome SetStatus(TenantStatus status)
    {
        _status = status;
        Settle();
        return new LedgerOutcome($"changed{LedgerOutcome.Lines(Fire())}");
    }

    public LedgerOutcome SetGrace(Units? ceiling, TimeSpan length)
    {
        if (_status == TenantStatus.Terminating)
        {
            return NotActive();
        }

        _ceiling = ceiling ?? new Units();
        _graceUntil = ceiling is null ? DateTimeOffset.MinValue : Now + length;
        Settle();
        return new LedgerOutcome($"changed{LedgerOutcome.Lines(Fire())}");
    }

    private LedgerOutcome OnLive(string id, long? number, Func<ModelAllocation, LedgerOutcome> act)
    {
        if (_status is not (TenantStatus.Active or TenantStatus.Suspended))
        {
            return NotActive();
        }

        Settle();
        return Find(id) is { } live && (number is null || number == live.Number) ? act(live) : new LedgerOutcome("expired");
    }

    private LedgerOutcome NotActive() => new($"not active: {_status}");
}
