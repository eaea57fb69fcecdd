namespace Hivemind.Tenancy.Tests;

/// <content>The one that observes the engine, and what must hold in every state.</content>
internal sealed partial class RuleWorld
{
    /// <summary>What is wrong with this state; null when nothing is.</summary>
    public string? Check()
    {
        if (Ledger.Deviations() is { Count: > 0 } deviations && broken != BrokenRule.GrowthCounts)
        {
            return $"totals are kept wrong: {string.Join(", ", deviations)}";
        }

        long counted = Ledger.Rows.Values.Where(r => !_strays.Contains(r.Id)).Sum(r => r.Amounts.Containers);
        if (counted > limit)
        {
            return $"{counted} are admitted under a limit of {limit}";
        }

        foreach (RuleHost host in _hosts.Where(h => h.Uid == _uid))
        {
            if (WrongOf(host) is { } wrong)
            {
                return $"{host.Name}: {wrong}";
            }
        }

        return IsQuiet ? WrongAtTheEnd() : null;
    }

    private bool IsQuiet => _sent.Count == 0 && _observations == 0 && _observer.At == "over" && _hosts.All(h => h.IsOver || h.At == HostAt.Runs);

    private IEnumerable<(string Name, Action<RuleWorld> Act)> ObserverSteps()
    {
        switch (_observer.At)
        {
            case "over" when _observations > 0:
                yield return ("mark", w => w._observer = ("marked", w.Ledger.State.Change, w._uid, []));
                break;
            case "marked":
                yield return ("look", w => w._observer = w._observer with { At = "looked", Seen = w.Look() });
                break;
            case "looked":
                yield return ("reconcile", w => w.Reconcile());
                break;
        }
    }

    private (string Id, long Amount)[] Look() => [.. _engine
        .Where(e => e.Key.EndsWith($"@{_observer.Uid}", StringComparison.Ordinal))
        .Select(e => (e.Key.Split('@')[0], e.Value.Amount))];

    private void Reconcile()
    {
        _observations--;
        (_, long mark, int uid, (string Id, long Amount)[] seen) = _observer;
        _observer = ("over", 0, 0, []);
        if (!Names(uid))
        {
            return;
        }

        mark = broken == BrokenRule.Marks ? Ledger.State.Change : mark;
        if (broken == BrokenRule.HoldsAreNotFreed)
        {
            foreach (AllocationState hold in Ledger.Rows.Values.Where(r => !r.IsCommitted && r.Change <= mark && seen.All(s => s.Id != r.Id)).ToArray())
            {
                Ledger.Release(hold.Id);
            }
        }

        ReconciliationResult result = Ledger.Reconcile(Source, mark, [.. seen.Select(s => (s.Id, RuleLedger.Containers(s.Amount)))]);
        _strays.UnionWith(result.Adopted.Concat(result.Raised));
        foreach (string adopted in result.Adopted.Where(_ => broken == BrokenRule.AdoptionIsAHold))
        {
            AllocationRules.Settle(Ledger.State, Ledger[adopted]);
        }

        foreach (AllocationDifference difference in result.Differing.Where(_ => broken == BrokenRule.ReconcileNeverLowers))
        {
            Ledger.Lower(difference.Id, difference.Observed, difference.Change);
        }
    }

    private string? WrongOf(RuleHost host)
    {
        AllocationState? row = Ledger.Find(host.Id);
        bool isRunning = host.At == HostAt.Runs && Runs(host);
        if (host.Task is HostTask.Deploy or HostTask.DeployAndStop)
        {
            if (host.At is HostAt.Applies or HostAt.Commits && !host.HasLost && row?.Admission != host.Number)
            {
                return "what it holds was taken away before its lease ended";
            }

            if (isRunning && !host.HasLost && row is not { IsCommitted: true })
            {
                return "what runs committed was freed";
            }
        }

        if (isRunning && host.Task is HostTask.Grow or HostTask.Resize && row is not null)
        {
            long counted = row.Amounts.Containers;
            if (counted < host.Amount)
            {
                return $"{host.Amount} run, and {counted} count";
            }

            if (host.Task == HostTask.Grow && counted > host.Amount)
            {
                return $"{host.Amount} were asked for, and {counted} count";
            }
        }

        return null;
    }

    /// <summary>Nobody does anything any more, and every lease ends: what is left without anything that runs is held for ever.</summary>
    private string? WrongAtTheEnd()
    {
        RuleLedger end = Ledger.Clone();
        end.Now = TenancyClock.Latest;
        end.Sweep();
        AllocationState? left = end.Rows.Values.FirstOrDefault(r => _strays.Contains(r.Id) && !_engine.ContainsKey(Key(r.Id, _uid)));
        return left is not null
            ? $"{left.Id} is held for ever though nothing runs and nobody admitted it"
            : end.Rows.Values.Any(r => !r.IsCommitted) ? "a hold outlives its lease" : null;
    }
}
