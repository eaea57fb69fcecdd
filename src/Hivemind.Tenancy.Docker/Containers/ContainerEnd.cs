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
    /// <summary>The exit code of a process that was killed.</summary>
    private const int Killed = 128 + 9;

    private static readonly TimeSpan Near = TimeSpan.FromSeconds(10);

    public string Reason => Error is not null ? $"It could not be started: {Error}"
        : IsOutOfMemory ? "It needed more memory than it may use."
        : $"It ended with {ExitCode}.";

    /// <summary>When a container, which may run again since, was last ended for using too much memory; null when it was not.</summary>
    /// <param name="container">The container.</param>
    /// <param name="heard">When the engine last said of it that memory ran out; null when it has not.</param>
    public static DateTimeOffset? OutOfMemoryOf(ContainerInspectResponse container, DateTimeOffset? heard) =>
        FinishedAt(container.State!) is { } at && RanOutOfMemory(container.State!, heard) ? at : null;

    /// <summary>Null when it has not ended.</summary>
    /// <param name="container">The container.</param>
    /// <param name="heard">When the engine last said of it that memory ran out; null when it has not.</param>
    public static ContainerEnd? Of(ContainerInspectResponse container, DateTimeOffset? heard)
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
            RanOutOfMemory(state, heard),
            string.IsNullOrEmpty(state.Error) ? null : state.Error);
    }

    /// <summary>
    /// An engine that hears of an end before it hears of its cause writes down the end without it, and says only then that memory ran out. So
    /// what it says counts, too, where it is about this end: near to it, and of a process that was killed, or that runs again by now.
    /// </summary>
    private static bool RanOutOfMemory(State state, DateTimeOffset? heard) => state.OOMKilled
        || (heard is { } said && FinishedAt(state) is { } at && (said - at).Duration() <= Near && (state.Status == "running" || state.ExitCode == Killed));

    private static DateTimeOffset? FinishedAt(State state) =>
        DateTimeOffset.TryParse(state.FinishedAt, CultureInfo.InvariantCulture, out DateTimeOffset at) && at.Year > 1 ? at : null;
}
