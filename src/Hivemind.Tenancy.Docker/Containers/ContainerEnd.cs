using System.Globalization;
using Docker.DotNet.Models;

namespace Hivemind.Tenancy.Docker;

/// <summary>How a container last ended.</summary>
/// <param name="At">When.</param>
/// <param name="ExitCode">With what.</param>
/// <param name="IsOutOfMemory">Whether the kernel ended it because it needed more memory than it may use.</param>
/// <param name="Error">Why it could not start; null when it had started.</param>
internal sealed record ContainerEnd(DateTimeOffset At, int ExitCode, bool IsOutOfMemory, string? Error)
{
    public string Reason => Error is not null ? $"It could not be started: {Error}"
        : IsOutOfMemory ? "It needed more memory than it may use."
        : $"It ended with {ExitCode}.";

    /// <summary>When a container, which may run again since, was last ended for using too much memory; null when it was not.</summary>
    public static DateTimeOffset? OutOfMemoryOf(ContainerInspectResponse container) =>
        container.State!.OOMKilled && FinishedAt(container.State) is { } at ? at : null;

    /// <summary>Null when it has not ended.</summary>
    public static ContainerEnd? Of(ContainerInspectResponse container)
    {
        State state = container.State!;
        bool hasFailedToStart = state.Status == "created" && !string.IsNullOrEmpty(state.Error);
        if (state.Status is not ("exited" or "dead" or "restarting") && !hasFailedToStart)
        {
            return null;
        }

        return new ContainerEnd(
            FinishedAt(state) ?? new DateTimeOffset(DateTime.SpecifyKind(container.Created, DateTimeKind.Utc)),
            (int)state.ExitCode,
            state.OOMKilled,
            string.IsNullOrEmpty(state.Error) ? null : state.Error);
    }

    private static DateTimeOffset? FinishedAt(State state) =>
        DateTimeOffset.TryParse(state.FinishedAt, CultureInfo.InvariantCulture, out DateTimeOffset at) && at.Year > 1 ? at : null;
}
