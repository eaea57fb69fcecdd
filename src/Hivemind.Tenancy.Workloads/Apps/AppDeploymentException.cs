namespace Hivemind.Tenancy.Workloads;

/// <summary>A change of an app, or of a volume, failed at one of its steps. What was done before is undone, unless <see cref="IsUndone"/> says otherwise.</summary>
/// <param name="app">The app, or the volume.</param>
/// <param name="step">The step that failed.</param>
/// <param name="reason">Why, in words.</param>
/// <param name="isUndone">See <see cref="IsUndone"/>.</param>
/// <param name="innerException">The cause; null for a refusal.</param>
public sealed class AppDeploymentException(AppKey app, AppStep step, string reason, bool isUndone = true, Exception? innerException = null)
    : TenancyException(
        $"'{app}' failed at the step {step}: {reason}{(isUndone ? string.Empty : " What had been done before could not be undone: the next reconciliation settles it.")}",
        innerException)
{
    /// <summary>The app, or the volume.</summary>
    public AppKey App { get; } = app;

    /// <summary>The step that failed.</summary>
    public AppStep Step { get; } = step;

    /// <summary>Why, in words.</summary>
    public string Reason { get; } = reason;

    /// <summary>Whether what was done before the step has been undone, or taken over by somebody else. Where it is not (the engine did not answer, what ran before is not held any more and does not fit, or somebody else has changed the app on top of it), the app may run, and is found and settled when the engine is listed next.</summary>
    public bool IsUndone { get; } = isUndone;

    /// <inheritdoc/>
    public override bool IsTransient => InnerException is TenancyException { IsTransient: true };

    /// <summary>A failure, of which only what this library and engines say for tenants to read is repeated: the host's own code may have said anything.</summary>
    internal static AppDeploymentException Of(AppKey app, AppStep step, bool isUndone, Exception cause) =>
        new(app, step, cause is TenancyException ? cause.Message : "Something unexpected happened; the host's log says what.", isUndone, cause);
}
