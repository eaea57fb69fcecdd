using CsCheck;

namespace Hivemind.Tenancy.Tests;

/// <summary>
/// The rules against a simulator that is as simple as can be: a list of all that was ever charged, each with the window it was charged in, added up anew
/// for each question. Random histories of two meters, with clocks that jump, in both directions.
/// </summary>
public sealed class ConsumptionModelTests
{
    private static readonly string[] Meters = ["requests", "tokens"];

    private static readonly Gen<Step> AnyStep = Gen.Select(
        Gen.Int[0, 8], Gen.Int[0, 1], Gen.Int[1, 7], Gen.Int[0, 5], Gen.Int[0, 3], (what, meter, amount, id, jump) => new Step(what, Meters[meter], amount, $"id-{id}", jump));

    [Fact]
    public void Rules_count_as_one_who_adds_everything_up() => AnyStep.List[1, 60].Sample(
        steps =>
        {
            Simulation simulation = new();
            steps.ForEach(simulation.Take);
        },
        iter: 3_000);

    private sealed record Step(int What, string Meter, long Amount, string Id, int Jump)
    {
        public ConsumptionAmounts Amounts => What == 8 ? new() { ["requests"] = Amount, ["tokens"] = 1 } : new() { [Meter] = Amount };
    }

    /// <summary>A charge, in the window that ends then.</summary>
    private sealed record Charge(string Meter, DateTimeOffset Start, long Amount);

    private sealed record Hold(ConsumptionAmounts Asked, DateTimeOffset Ends, long Number);

    private sealed class Simulation
    {
        private readonly ConsumptionState _state = new(Some.TenantId, Some.Uid, [80, 95]) { Status = TenantStatus.Active };
        private readonly Dictionary<string, ConsumptionEntry> _entries = [];
        private readonly List<ConsumptionWindow> _closed = [];

        private readonly Dictionary<string, ConsumptionBudget> _budgets = new()
        {
            ["requests"] = new(12, CalendarUnit.Minute),
            ["tokens"] = new(20, CalendarUnit.Hour) { TimeZoneId = "Asia/Kathmandu" },
        };

        private readonly List<Charge> _charges = [];
        private readonly Dictionary<string, Hold> _holds = [];
        private readonly Dictionary<string, (string Verb, ConsumptionAmounts Asked)> _done = [];
        private readonly Dictionary<string, DateTimeOffset> _start = [];
        private DateTimeOffset _now = Some.Time;

        public Simulation()
        {
            _state.Budgets = _budgets;
            _state.OnClosed = _closed.Add;
        }

        public void Take(Step step)
        {
            _now += step.Jump switch
            {
                1 => TimeSpan.FromSeconds(step.Amount * 7),
                2 => TimeSpan.FromMinutes(step.Amount * 9),
                3 => TimeSpan.FromMinutes(-step.Amount * 4),
                _ => TimeSpan.Zero,
            };
            foreach (ConsumptionEntry entry in _entries.Values)
            {
                ConsumptionRules.Sweep(_state, entry, _now);
            }

            foreach (string ended in _holds.Where(h => h.Value.Ends <= _now).Select(h => h.Key).ToList())
            {
                _holds.Remove(ended);
            }

            switch (step.What)
            {
                case 4 or 5:
                    TakeHold(step);
                    break;
                case 6:
                    Settle(step);
                    break;
                case 7:
                    Correct(step);
                    break;
                default:
                    Consume(step);
                    break;
            }

            Compare(step);
        }

        private void Consume(Step step)
        {
            string? id = step.What < 2 ? null : step.Id;
            bool? expected = Expected(id, "consume", step.Amounts, out bool isRepeated) ? isRepeated || Fits(step.Amounts) : null;
            bool? actual = Try(() => ConsumptionRules.Consume(_state, id is null ? null : _entries.GetValueOrDefault(id), step.Amounts, id, _now));
            actual.Should().Be(expected);
            if (expected == true && !isRepeated)
            {
                Book(step.Amounts);
                if (id is not null)
                {
                    _done[id] = ("consume", step.Amounts);
                }
            }
        }

        private void TakeHold(Step step)
        {
            bool isKnown = _done.TryGetValue(step.Id, out (string Verb, ConsumptionAmounts Asked) before);
            bool isLive = _holds.TryGetValue(step.Id, out Hold? live);
            bool? expected = isKnown ? before.Verb == "settle" && _entries[step.Id].Asked.Equals(step.Amounts) ? true : null
                : isLive ? live!.Asked.Equals(step.Amounts) ? true : null
                : Fits(step.Amounts);
            bool? actual = Try(() => ConsumptionRules.Hold(_state, _entries.GetValueOrDefault(step.Id), step.Amounts, step.Id, TimeSpan.FromMinutes(10), _now));
            actual.Should().Be(expected);
            if (expected == true && !isKnown)
            {
                // Who asks again takes it over, and never for less long.
                DateTimeOffset ends = _now.AddMinutes(10);
                _holds[step.Id] = new Hold(step.Amounts, live is not null && live.Ends > ends ? live.Ends : ends, _entries[step.Id].Number);
            }
        }

        private void Settle(Step step)
        {
            ConsumptionAmounts actualAmounts = new() { [step.Meter] = step.Amount + 3 };
            bool wasHeld = _entries.TryGetValue(step.Id, out ConsumptionEntry? entry) && entry.Kind == ConsumptionEntryKind.Held;
            bool? expected = _done.TryGetValue(step.Id, out (string Verb, ConsumptionAmounts Asked) before)
                ? before.Verb == "settle" && before.Asked.Equals(actualAmounts) ? true : null
                : wasHeld ? true : null;
            bool? actual = Try(() => ConsumptionRules.Settle(_state, entry, step.Id, actualAmounts, _now));
            actual.Should().Be(expected);
            if (expected == true && wasHeld)
            {
                _holds.Remove(step.Id);
                Book(actualAmounts);
                _done[step.Id] = ("settle", actualAmounts);
            }
        }

        private void Correct(Step step)
        {
            ConsumptionAmounts amounts = new() { [step.Meter] = step.Amount - 5 == 0 ? -9 : step.Amount - 5 };
            bool isHold = !_done.ContainsKey(step.Id) && _entries.ContainsKey(step.Id);
            bool? expected = isHold ? null : Expected(step.Id, "correct", amounts, out bool isRepeated) ? true : null;
            bool wasDone = _done.ContainsKey(step.Id);
            long used = Used(step.Meter);
            bool? actual = Try(() => ConsumptionRules.Correct(_state, _entries.GetValueOrDefault(step.Id), amounts, step.Id, _now));
            actual.Should().Be(expected);
            if (expected == true && !wasDone)
            {
                Book(new() { [step.Meter] = Math.Max(amounts[step.Meter], -used) });
                _done[step.Id] = ("correct", amounts);
            }
        }

        /// <summary>False where it is a conflict.</summary>
        private bool Expected(string? id, string verb, ConsumptionAmounts asked, out bool isRepeated)
        {
            isRepeated = false;
            if (id is null || (!_done.ContainsKey(id) && !_entries.ContainsKey(id)))
            {
                return true;
            }

            isRepeated = _done.TryGetValue(id, out (string Verb, ConsumptionAmounts Asked) before) && before.Verb == verb && before.Asked.Equals(asked);
            return isRepeated;
        }

        private bool Fits(ConsumptionAmounts amounts) =>
            !amounts.Any(a => Used(a.Key) + _holds.Values.Sum(h => h.Asked[a.Key]) + a.Value > _budgets[a.Key].Limit);

        private void Book(ConsumptionAmounts amounts)
        {
            foreach ((string meter, long amount) in amounts)
            {
                Used(meter);
                _charges.Add(new Charge(meter, _start[meter], amount));
            }
        }

        /// <summary>Windows only go forward: the latest that was ever looked at.</summary>
        private long Used(string meter)
        {
            ConsumptionBudget budget = _budgets[meter];
            DateTimeOffset start = CalendarPeriods.Start(budget.Window, _now, budget.Zone);
            _start[meter] = _start.TryGetValue(meter, out DateTimeOffset latest) && latest > start ? latest : start;
            return _charges.Where(c => c.Meter == meter && c.Start == _start[meter]).Sum(c => c.Amount);
        }

        private bool? Try(Func<ConsumptionVerdict> decide)
        {
            try
            {
                ConsumptionVerdict verdict = decide();
                if (verdict.Entry is { } entry)
                {
                    _entries[entry.Id] = entry;
                }

                return verdict.Decision.IsAdmitted;
            }
            catch (Exception e) when (e is ConsumptionConflictException or ConsumptionHoldNotFoundException)
            {
                return null;
            }
        }

        private void Compare(Step step)
        {
            foreach (BudgetUsage usage in ConsumptionRules.Usage(_state, _now))
            {
                (usage.Meter, usage.Used, usage.Held).Should().Be(
                    (usage.Meter, Used(usage.Meter), _holds.Values.Sum(h => h.Asked[usage.Meter])), "after {0} at {1:O}", step, _now);
                _closed.Where(w => w.Meter == usage.Meter).Sum(w => w.Used).Should().Be(
                    _charges.Where(c => c.Meter == usage.Meter && c.Start < usage.WindowStart).Sum(c => c.Amount), "what is closed is told of once");
            }
        }
    }
}
