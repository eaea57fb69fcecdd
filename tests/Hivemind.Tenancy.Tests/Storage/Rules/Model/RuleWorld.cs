namespace Hivemind.Tenancy.Tests;

/// <summary>
/// One tenant id, its ledger as the rules leave it, hosts that deploy, grow and lower, an engine that applies late, and one that
/// observes it. Steps are everything that may happen next: a step of a host, an answer that is lost after its step took effect, a crash,
/// what was sent reaching the engine, the end of a lease.
/// </summary>
internal sealed partial class RuleWorld(BrokenRule broken, long limit, params RuleHost[] hosts)
{
    private const string Source = "node-1";

    private readonly RuleHost[] _hosts = [.. hosts];
    private SortedDictionary<string, (long Amount, string By)> _engine = new(StringComparer.Ordinal);
    private List<(string Key, long Amount, string By)> _sent = [];
    private HashSet<string> _strays = [];
    private (string At, long Mark, int Uid, (string Id, long Amount)[] Seen) _observer = ("over", 0, 0, []);
    private int _uid = 1;
    private int _observations;
    private int _crashes;
    private int _lost;
    private int _ends;

    public RuleLedger Ledger { get; private set; } = new(Resources.Quotas(("containers", limit)));

    public string? Violation { get; private set; }

    public RuleWorld With(int observations = 0, int crashes = 0, int lost = 0, int leaseEnds = 0)
    {
        (_observations, _crashes, _lost, _ends) = (observations, crashes, lost, leaseEnds);
        return this;
    }

    /// <summary>Begins with something committed, of which so much runs.</summary>
    public RuleWorld Running(string id, long amount, long onEngine)
    {
        Ledger.Run(id, RuleLedger.Containers(amount), Source);
        _engine[Key(id, _uid)] = (onEngine, "before");
        return this;
    }

    public RuleWorld Clone() => new(broken, limit, _hosts)
    {
        Ledger = Ledger.Clone(),
        _engine = new(_engine, StringComparer.Ordinal),
        _sent = [.. _sent],
        _strays = [.. _strays],
        _observer = _observer,
        _uid = _uid,
        _observations = _observations,
        _crashes = _crashes,
        _lost = _lost,
        _ends = _ends,
    };

    public IEnumerable<(string Name, Action<RuleWorld> Act)> Steps()
    {
        for (int i = 0; i < _hosts.Length; i++)
        {
            int at = i;
            RuleHost host = _hosts[i];
            if (!host.IsOver && CanAct(host))
            {
                yield return ($"{host.Name} {host.At}", w => w.Act(at, isLost: false));
                if (_lost > 0 && host.At is HostAt.Asks or HostAt.Commits or HostAt.Releases && host.Task is not HostTask.Recreate)
                {
                    yield return ($"{host.Name} {host.At}, answer lost", w => w.Act(at, isLost: true));
                }
            }

            if (_crashes > 0 && !host.IsOver && host.At != HostAt.Asks && host.Task != HostTask.Recreate)
            {
                yield return ($"{host.Name} crashes", w => w.Crash(at));
            }
        }

        for (int i = 0; i < _sent.Count; i++)
        {
            int at = i;
            yield return ($"{_sent[i].Key} lands by {_sent[i].By}", w => w.Land(at));
        }

        foreach (AllocationState row in Ledger.Rows.Values.Where(r => _ends > 0 && r.EndsTicks != AllocationState.Never))
        {
            yield return ($"lease of {row.Id} ends", w => w.EndLease(row.Id));
        }

        foreach ((string Name, Action<RuleWorld> Act) step in ObserverSteps())
        {
            yield return step;
        }
    }

    public override string ToString() => string.Join('\n', [
        $"{_uid} {_observations} {_crashes} {_lost} {_ends} strays {string.Join(',', _strays.Order(StringComparer.Ordinal))}",
        $"observer {_observer.At} {_observer.Mark} {_observer.Uid} {string.Join(',', _observer.Seen)}",
        string.Join(',', _engine),
        string.Join(',', _sent.Order()),
        .. _hosts.Select(h => h.ToString()),
        Ledger.ToString(),
    ]);

    private static string Key(string id, int uid) => $"{id}@{uid}";

    /// <summary>Whether the step's tenant is the one that is meant.</summary>
    private bool Names(int uid) => uid == _uid || broken == BrokenRule.UidInTheStep;

    private bool Runs(RuleHost host) => _engine.TryGetValue(Key(host.Id, host.Uid), out var runs) && runs.By == host.Name;

    private bool CanAct(RuleHost host) => host.At switch
    {
        HostAt.Commits => Runs(host),
        HostAt.Runs => host.Task == HostTask.DeployAndStop,
        _ => true,
    };

    private void Crash(int at)
    {
        _crashes--;
        _hosts[at] = _hosts[at] with { At = HostAt.Crashed };
    }

    private void Land(int at)
    {
        (string key, long amount, string by) = _sent[at];
        _sent.RemoveAt(at);
        _engine[key] = (amount, by);
    }

    private void EndLease(string id)
    {
        _ends--;
        AllocationState row = Ledger[id];
        long number = row.Growth is { } growth ? growth.Number : row.Admission;
        if (row.Growth is not null)
        {
            row.Growth = row.Growth with { ExpiresTicks = Ledger.Now.UtcTicks };
        }
        else
        {
            row.ExpiresTicks = Ledger.Now.UtcTicks;
        }

        Ledger.Sweep();
        Lose(h => h.Uid == _uid && h.Id == id && h.Number == number);
    }

    private void Lose(Func<RuleHost, bool> which)
    {
        for (int i = 0; i < _hosts.Length; i++)
        {
            _hosts[i] = which(_hosts[i]) ? _hosts[i] with { HasLost = true } : _hosts[i];
        }
    }
}
