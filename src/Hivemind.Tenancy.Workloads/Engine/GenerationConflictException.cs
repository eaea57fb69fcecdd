namespace Hivemind.Tenancy.Workloads;

/// <summary>Something else is recorded for an app than was expected: look again. Nothing was changed.</summary>
/// <param name="app">The app.</param>
/// <param name="expected">The generation that was expected; 0 for none.</param>
/// <param name="found">The generation that is recorded, of the same app or a later one of its key; 0 for none.</param>
public sealed class GenerationConflictException(AppKey app, long expected, long found)
    : TenancyException($"App '{app}' is at generation {found}; {expected} was expected.")
{
    /// <summary>The app.</summary>
    public AppKey App { get; } = app;

    /// <summary>The generation that was expected.</summary>
    public long Expected { get; } = expected;

    /// <summary>The generation that is recorded.</summary>
    public long Found { get; } = found;
}
