namespace Hivemind.Tenancy.Workloads;

/// <summary>The engine did not answer, or failed. What was asked for may have taken effect.</summary>
/// <param name="message">What happened.</param>
/// <param name="isTransient">Whether the same call may succeed later.</param>
/// <param name="innerException">The cause, if there is one.</param>
public sealed class WorkloadEngineException(string message, bool isTransient = true, Exception? innerException = null)
    : TenancyException(message, innerException)
{
    /// <inheritdoc/>
    public override bool IsTransient { get; } = isTransient;
}
