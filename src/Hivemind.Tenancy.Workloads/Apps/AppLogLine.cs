namespace Hivemind.Tenancy.Workloads;

/// <summary>A line that an app has written.</summary>
/// <param name="Replica">The replica that wrote it.</param>
/// <param name="At">When.</param>
/// <param name="Text">The line, without its end.</param>
/// <param name="IsError">Whether it was written to the error stream.</param>
public sealed record AppLogLine(string Replica, DateTimeOffset At, string Text, bool IsError = false);
