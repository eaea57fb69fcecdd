namespace Hivemind.Tenancy.Tests;

/// <content>Sums, limits, thresholds, and reconciling.</content>
internal sealed partial class LedgerModel
{
    public LedgerOutcome Reconcile(string source, DateTimeOffset startedAt, IReadOnlyDictionary<string, Units> seen)
    {
        Settle();
        string[] freed = [.. _live
            .Where(a => a.ExpiresAt is null && a.Source == source && a.ChangedAt < startedAt && !seen.ContainsKey(a.Id))
            .Select(a => a.Id)];
        _live.RemoveAll(a => freed.Contains(a.Id));

        List<string> committed = [], adopted = [], corrected = [], conflicting = [];
        foreach ((string id, Units amounts) in seen)
        {
            if (Find(id) is not { } live)
            {
                Add(id, amounts, source, expiresAt: null);
                adopted.Add(id);
            }
            else if (live.Source != "" && live.Source != source)
            {
                conflicting.Add(id);
            }
            else
            {
                DateTimeOffset changedAt = live.ChangedAt;
                if (live.ExpiresAt is not null)
                {
                    live.ExpiresAt = null;
                    live.ChangedAt = Now;
                    live.Source = source;
                    committed.Add(id);
                }

                if (changedAt < startedAt && !live.Amounts.IsSameAs(amounts))
                {
                    live.Amounts = amounts;
                    live.ChangedAt = Now;
                    corrected.Add(id);
                }
            }
        }

        return new LedgerOutcome(LedgerOutcome.Lines(
        [
            LedgerOutcome.Ids("freed", freed.Order(StringComparer.Ordinal)),
            LedgerOutcome.Ids("committed", committed.Order(StringComparer.Ordinal)),
            LedgerOutcome.Ids("adopted", adopted.Order(StringComparer.Ordinal)),
            LedgerOutcome.Ids("corrected", corrected.Order(StringComparer.Ordinal)),
            LedgerOutcome.Ids("conflicting", conflicting.Order(StringComparer.Ordinal)),
            .. Fire(),
        ]));
    }

    private static decimal InUnit(string resource, decimal units) => Units.InUnit(resource, units);

    private static decimal? InUnit(string resource, decimal? units) => units is { } some ? Units.InUnit(resource, some) : null;

    private ModelAllocation? Find(string id) => _live.SingleOrDefault(a => a.Id == id);

    private ModelAllocation Add(string id, Units amounts, string source, DateTimeOffset? expiresAt)
    {
        ModelAllocation added = new()
        {
            Id = id,
            Amounts = amounts,
            Source = source,
            Number = ++_made,
            CreatedAt = Now,
            ChangedAt = Now,
            ExpiresAt = expiresAt,
        };
        _live.Add(added);
        return added;
    }

    private decimal Used(string resource) => _live.Where(a => a.ExpiresAt is null).Sum(a => (decimal)a.Amounts[resource]);

    private decimal Held(string resource) => _live.Where(a => a.ExpiresAt is not null).Sum(a => (decimal)a.Amounts[resource]);

    private decimal Total(string resource) => Used(resource) + Held(resource);

    /// <summary>The larger of quota and grace; null where there is no quota.</summary>
    private decimal? Limit(string resource) => _quotas.Limit(resource) is { } quota
        ? Math.Max(quota, Now < _graceUntil ? _ceiling[resource] : 0)
        : null;

    private List<string> Shortages(Units asked, Units held)
    {
        List<string> shortages = [];
        foreach (string resource in Units.Resources)
        {
            decimal growth = (decimal)asked[resource] - held[resource];
            decimal limit = Limit(resource) ?? long.MaxValue;
            if (growth > 0 && Total(resource) + growth > limit)
            {
                shortages.Add(LedgerOutcome.Shortage(
                    resource, InUnit(resource, growth), InUnit(resource, Used(resource)), InUnit(resource, Held(resource)), InUnit(resource, limit),
                    _live.Where(a => a.Amounts[resource] > 0).Min(a => a.ExpiresAt)));
            }
        }

        return shortages;
    }

    /// <summary>Brings everything up to now: holds end, thresholds re-arm.</summary>
    private void Settle()
    {
        _live.RemoveAll(a => a.ExpiresAt <= Now);
        Rearm();
    }

    private void Rearm() => _fired.RemoveWhere(f =>
        Limit(f.Resource) is not { } limit || Total(f.Resource) <= limit * Math.Max(0, f.Percent - 5) / 100);

    private List<string> Fire()
    {
        Rearm();
        List<string> crossings = [];
        foreach (string resource in Units.Resources)
        {
            foreach (int percent in percents)
            {
                decimal total = Total(resource);
                if (total > 0 && Limit(resource) is { } limit && total >= limit * percent / 100 && _fired.Add((resource, percent)))
                {
                    crossings.Add(LedgerOutcome.Crossing(resource, percent, InUnit(resource, total), InUnit(resource, limit), Now));
                }
            }
        }

        return crossings;
    }
}
