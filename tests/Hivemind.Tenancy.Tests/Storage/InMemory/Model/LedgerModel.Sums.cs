namespace Hivemind.Tenancy.Tests;

/// <content>Sums, limits, thresholds, and reconciling.</content>
internal sealed partial class LedgerModel
{
    public LedgerOutcome Reconcile(string source, long mark, IReadOnlyDictionary<string, Units> seen)
    {
        Settle();
        if (mark > _change)
        {
            return new LedgerOutcome("ahead");
        }

        bool isTerminating = _status == TenantStatus.Terminating;
        string[] freed = [.. _live
            .Where(a => a.Source == source && !seen.ContainsKey(a.Id) && a.Change <= mark)
            .Where(a => a.Growth is null && (a.ExpiresAt is null || a.IsAdopted))
            .Select(a => a.Id)];
        _live.RemoveAll(a => freed.Contains(a.Id));

        List<string> committed = [], adopted = [], raised = [], differing = [], conflicting = [], orphaned = [];
        foreach ((string id, Units amounts) in seen.OrderBy(s => s.Key, StringComparer.Ordinal))
        {
            ModelAllocation? live = Find(id);
            if (isTerminating)
            {
                orphaned.Add(id);
            }
            else if (live is null)
            {
                Add(id, amounts, source, Now + TimeSpan.FromMinutes(5)).IsAdopted = true;
                adopted.Add(id);
            }
            else if (live.Source != "" && live.Source != source)
            {
                conflicting.Add(id);
            }
            else if (live.Change <= mark)
            {
                Confirm(live, source, amounts, committed, raised, differing);
            }
        }

        return new LedgerOutcome(LedgerOutcome.Lines(
        [
            LedgerOutcome.Ids("freed", freed.Order(StringComparer.Ordinal)),
            LedgerOutcome.Ids("committed", committed),
            LedgerOutcome.Ids("adopted", adopted),
            LedgerOutcome.Ids("raised", raised),
            LedgerOutcome.Ids("differing", differing),
            LedgerOutcome.Ids("conflicting", conflicting),
            LedgerOutcome.Ids("orphaned", orphaned),
            .. Fire(),
        ]));
    }

    private static decimal InUnit(string resource, decimal units) => Units.InUnit(resource, units);

    private static decimal? InUnit(string resource, decimal? units) => units is { } some ? Units.InUnit(resource, some) : null;

    private void Confirm(
        ModelAllocation live, string source, Units amounts, List<string> committed, List<string> raised, List<string> differing)
    {
        live.Source = source;
        if (live.ExpiresAt is not null)
        {
            live.ExpiresAt = null;
            live.IsAdopted = false;
            live.Change = ++_change;
            committed.Add(live.Id);
        }

        if (Units.Resources.Any(r => amounts[r] > live.Amounts[r]))
        {
            live.Amounts = new([.. Units.Resources.Select(r => (r, Math.Max(live.Amounts[r], amounts[r]))).Where(a => a.Item2 > 0)]);
            live.Change = ++_change;
            raised.Add(live.Id);
        }

        if (live.Growth is null && Units.Resources.Any(r => amounts[r] < live.Amounts[r]))
        {
            differing.Add($"{live.Id}@{live.Change}");
        }
    }

    private ModelAllocation? Find(string id) => _live.SingleOrDefault(a => a.Id == id);

    private ModelAllocation Add(string id, Units amounts, string source, DateTimeOffset expiresAt)
    {
        ModelAllocation added = new()
        {
            Id = id,
            Amounts = amounts,
            Source = source,
            Admission = ++_change,
            Change = _change,
            CreatedAt = Now,
            ExpiresAt = expiresAt,
        };
        _live.Add(added);
        return added;
    }

    private decimal Total(string resource) => _live.Sum(a => (decimal)a.Counts(resource));

    private decimal Used(string resource) => _live.Where(a => a.ExpiresAt is null).Sum(a => (decimal)a.Amounts[resource]);

    private decimal Held(string resource) => Total(resource) - Used(resource);

    /// <summary>The larger of quota and grace; null where there is no quota.</summary>
    private decimal? Limit(string resource) => _quotas.Limit(resource) is { } quota
        ? Math.Max(quota, Now < _graceUntil ? _ceiling[resource] : 0)
        : null;

    private int Share() => Units.Resources.Where(r => Limit(r) is not null && Total(r) > 0).Select(r => Limit(r) == 0
        ? int.MaxValue
        : (int)Math.Min(int.MaxValue, decimal.Floor(Total(r) * 1000 / Limit(r)!.Value))).DefaultIfEmpty(0).Max();

    private DateTimeOffset? NextLeaseEndsAt() =>
        _live.SelectMany(a => new[] { a.ExpiresAt, a.Growth?.ExpiresAt }).Where(t => t is not null).Min();

    private List<string> Shortages(Units asked, ModelAllocation? besides) => Shortages(asked, new Units(), besides);

    private List<string> Shortages(Units asked, Units held, ModelAllocation? besides = null)
    {
        List<string> shortages = [];
        foreach (string resource in Units.Resources)
        {
            decimal growth = (decimal)asked[resource] - held[resource];
            decimal limit = Limit(resource) ?? long.MaxValue;
            decimal leaves = besides?.Counts(resource) ?? 0;
            if (growth > 0 && Total(resource) - leaves + growth > limit)
            {
                shortages.Add(LedgerOutcome.Shortage(
                    resource, InUnit(resource, growth), InUnit(resource, Used(resource)), InUnit(resource, Held(resource) - leaves), InUnit(resource, limit)));
            }
        }

        return shortages;
    }

    /// <summary>Brings everything up to now: holds and reserved growth end, and what has fallen re-arms.</summary>
    private void Settle()
    {
        bool hasEnded = _live.RemoveAll(a => a.ExpiresAt <= Now) > 0;
        foreach (ModelAllocation ended in _live.Where(a => a.Growth?.ExpiresAt <= Now))
        {
            ended.Growth = null;
            hasEnded = true;
        }

        if (hasEnded)
        {
            Rearm();
        }
    }

    private void Rearm()
    {
        foreach (string resource in Units.Resources)
        {
            (int percent, DateTimeOffset firedAt) = _thresholds.GetValueOrDefault(resource);
            _thresholds[resource] = (Reached(resource) > percent && Limit(resource) is not null
                ? percent
                : percents.Append(0).Where(p => p <= percent && Stands(resource, p)).Max(), firedAt);
        }
    }

    private bool Stands(string resource, int percent) =>
        percent == 0 || (Limit(resource) is { } limit && Total(resource) > decimal.Floor(limit * Math.Max(0, percent - 5) / 100));

    private int Reached(string resource) => Total(resource) == 0 || Limit(resource) is not { } limit
        ? 0
        : percents.Append(0).Where(p => Total(resource) >= limit * p / 100).Max();

    private List<string> Fire()
    {
        Rearm();
        List<string> crossings = [];
        foreach (string resource in Units.Resources)
        {
            (int percent, DateTimeOffset firedAt) = _thresholds[resource];
            bool isSilent = firedAt != default && firedAt <= Now && Now - firedAt < TimeSpan.FromMinutes(1);
            if (Reached(resource) > percent && !isSilent)
            {
                _thresholds[resource] = (Reached(resource), Now);
                crossings.Add(LedgerOutcome.Crossing(
                    resource, Reached(resource), InUnit(resource, Total(resource)), InUnit(resource, Limit(resource)!.Value), Now));
            }
        }

        return crossings;
    }
}
