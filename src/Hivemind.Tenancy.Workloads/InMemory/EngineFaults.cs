namespace Hivemind.Tenancy.Workloads;

/// <summary>What an engine in memory is told to get wrong, for tests: verbs by their names, as <c>nameof(IWorkloadEngine.ApplyAsync)</c>. Safe for concurrent use.</summary>
public sealed class EngineFaults
{
    private readonly object _gate = new();
    private readonly Dictionary<string, int> _failures = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _lostAnswers = new(StringComparer.Ordinal);
    private readonly HashSet<string> _silent = new(StringComparer.Ordinal);

    internal EngineFaults()
    {
    }

    /// <summary>Awaited before each verb, which is named; null for nothing. For tests that let others go first.</summary>
    public Func<string, CancellationToken, Task>? Before { get; set; }

    /// <summary>The next calls of a verb fail, and nothing has happened.</summary>
    /// <param name="verb">The verb.</param>
    /// <param name="times">How many.</param>
    public void Fail(string verb, int times = 1) => Set(_failures, verb, times);

    /// <summary>The next calls of a verb take effect, and fail then.</summary>
    /// <param name="verb">The verb.</param>
    /// <param name="times">How many.</param>
    public void LoseAnswer(string verb, int times = 1) => Set(_lostAnswers, verb, times);

    /// <summary>A source answers nothing from now on: what is on it is not known.</summary>
    public void Silence(string source)
    {
        lock (_gate)
        {
            _silent.Add(source);
        }
    }

    /// <summary>Everything works again.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _failures.Clear();
            _lostAnswers.Clear();
            _silent.Clear();
            Before = null;
        }
    }

    internal bool IsSilent(string source)
    {
        lock (_gate)
        {
            return _silent.Contains(source);
        }
    }

    internal async ValueTask BeginAsync(string verb, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Before is { } before)
        {
            await before(verb, cancellationToken).ConfigureAwait(false);
        }

        Take(_failures, verb, $"{verb} fails, as it was told to.");
    }

    internal void End(string verb) => Take(_lostAnswers, verb, $"The answer of {verb} is lost, as it was told.");

    private void Set(Dictionary<string, int> faults, string verb, int times)
    {
        lock (_gate)
        {
            faults[verb] = times;
        }
    }

    private void Take(Dictionary<string, int> faults, string verb, string message)
    {
        lock (_gate)
        {
            int left = faults.GetValueOrDefault(verb);
            if (left == 0)
            {
                return;
            }

            faults[verb] = left - 1;
        }

        throw new WorkloadEngineException(message);
    }
}
