namespace Hivemind.Tenancy.Tests;

/// <content>What hosts do, one step at a time.</content>
internal sealed partial class RuleWorld
{
    /// <summary>One step of a host. Where the answer is lost the step has taken effect, and the host makes the call again.</summary>
    private void Act(int at, bool isLost)
    {
        RuleHost before = _hosts[at];
        RuleHost after;
        try
        {
            after = before.At switch
            {
                HostAt.Asks => Ask(before),
                HostAt.Applies => Apply(before),
                HostAt.Commits => Commit(before),
                HostAt.Runs => before with { At = HostAt.Stops },
                HostAt.Stops or HostAt.Undoes => Remove(before),
                HostAt.Lowers => Lower(before),
                _ => Release(before),
            };
        }
        catch (TenancyException)
        {
            // Nothing was held, or it is no longer: what runs of it is taken back.
            after = before with { At = before.At == HostAt.Asks ? HostAt.Over : HostAt.Undoes };
        }

        _lost -= isLost ? 1 : 0;
        _hosts[at] = isLost ? before : after;
    }

    private RuleHost Ask(RuleHost host)
    {
        ResourceAmounts amounts = RuleLedger.Containers(host.Amount);
        switch (host.Task)
        {
            case HostTask.Recreate:
                _uid++;
                Ledger = new RuleLedger(Resources.Quotas(("containers", limit)));
                _strays = [];
                return host with { At = HostAt.Over };
            case HostTask.Resize:
                Ledger.Resize(host.Id, amounts);
                return host with { At = HostAt.Applies, Uid = _uid, Number = Ledger[host.Id].Admission, HasLost = false };
            case HostTask.Grow:
                AdmissionVerdict grown = Ledger.Grow(host.Id, broken == BrokenRule.GrowthIsAbsolute ? OneMore(host.Id) : amounts);
                Uncount(host.Id);
                return Asked(host, grown);
            default:
                AdmissionVerdict admitted = Ledger.Admit(host.Id, amounts, Source);
                return Asked(host, admitted);
        }
    }

    private RuleHost Asked(RuleHost host, AdmissionVerdict verdict)
    {
        if (!verdict.Decision.IsAdmitted)
        {
            return host with { At = HostAt.Over };
        }

        _strays.Remove(host.Id);
        Lose(h => h.Id == host.Id && h.Uid == _uid && h.Name != host.Name);
        return host with { At = HostAt.Applies, Uid = _uid, Number = verdict.Admission, HasLost = verdict.ExpiresTicks == AllocationState.Never };
    }

    /// <summary>With the rule switched off, growth is one more than what is there or reserved already.</summary>
    private ResourceAmounts OneMore(string id)
    {
        AllocationState? row = Ledger.Find(id);
        long target = (row?.Growth?.Target ?? row?.Amounts)?.Containers ?? 0;
        Ledger.Release(id, row?.Growth?.Number ?? 0);
        return RuleLedger.Containers(target + 1);
    }

    /// <summary>With the rule switched off, what is reserved for growth is left out of the totals.</summary>
    private void Uncount(string id)
    {
        if (broken == BrokenRule.GrowthCounts && Ledger.Find(id) is { Growth: { } growth } row)
        {
            Ledger.State.Remove(row);
            row.Growth = growth with { Extra = ResourceAmounts.None };
            Ledger.State.Add(row);
        }
    }

    private RuleHost Apply(RuleHost host)
    {
        _sent.Add((Key(host.Id, host.Uid), host.Amount, host.Name));
        return host with { At = HostAt.Commits };
    }

    private RuleHost Commit(RuleHost host)
    {
        if (!Names(host.Uid))
        {
            throw new TenantNotFoundException(Some.TenantId);
        }

        if (host.Task != HostTask.Resize)
        {
            Ledger.Commit(host.Id, broken == BrokenRule.ActingByNumber ? null : host.Number);
        }

        return host with { At = HostAt.Runs, HasLost = false };
    }

    private RuleHost Remove(RuleHost host)
    {
        if (Runs(host))
        {
            if (host.Task == HostTask.Grow)
            {
                _engine[Key(host.Id, host.Uid)] = (1, host.Name);
            }
            else
            {
                _engine.Remove(Key(host.Id, host.Uid));
            }
        }

        return host with { At = HostAt.Releases };
    }

    private RuleHost Release(RuleHost host)
    {
        if (Names(host.Uid))
        {
            Ledger.Release(host.Id, broken == BrokenRule.ActingByNumber ? null : host.Number, onlyHeld: host.Task == HostTask.Grow);
        }

        return host with { At = HostAt.Over };
    }

    private RuleHost Lower(RuleHost host)
    {
        long change = broken == BrokenRule.LoweringNamesItsChange ? Ledger.Find(host.Id)?.Change ?? 0 : host.Change;
        Ledger.Lower(host.Id, RuleLedger.Containers(host.Amount), change);
        return host with { At = HostAt.Over };
    }
}
