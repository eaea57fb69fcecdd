namespace Hivemind.Tenancy.Tests;

/// <summary>Every order of steps, depth first; a state that was seen before is not gone into again.</summary>
internal static class Exploration
{
    private const int MostStates = 400_000;

    /// <summary>How many states there are, and the steps to the first that is wrong; null when none is.</summary>
    public static (int States, string? Violation) Explore(RuleWorld start)
    {
        HashSet<string> seen = [start.ToString()];
        Stack<(RuleWorld World, Trace? Trace)> open = new([(start, null)]);
        while (open.TryPop(out (RuleWorld World, Trace? Trace) at))
        {
            foreach ((string name, Action<RuleWorld> act) in at.World.Steps())
            {
                RuleWorld next = at.World.Clone();
                act(next);
                Trace trace = new(name, at.Trace);
                if ((next.Violation ?? next.Check()) is { } violation)
                {
                    return (seen.Count, $"{violation}, after: {trace}\n{next}");
                }

                if (seen.Add(next.ToString()))
                {
                    open.Push((next, trace));
                }
            }

            if (seen.Count > MostStates)
            {
                throw new InvalidOperationException($"More than {MostStates} states: make the model smaller.");
            }
        }

        return (seen.Count, null);
    }

    private sealed record Trace(string Step, Trace? Before)
    {
        public override string ToString() => Before is null ? Step : $"{Before}; {Step}";
    }
}
