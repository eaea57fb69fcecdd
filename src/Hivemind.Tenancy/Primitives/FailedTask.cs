namespace Hivemind.Tenancy;

/// <summary>Turns what was thrown before there was a task into the task that an <c>async</c> method would have returned.</summary>
internal static class FailedTask
{
    public static ValueTask From(Exception exception) =>
        exception is OperationCanceledException { CancellationToken: { IsCancellationRequested: true } token }
            ? ValueTask.FromCanceled(token)
            : ValueTask.FromException(exception);

    public static ValueTask<T> From<T>(Exception exception) =>
        exception is OperationCanceledException { CancellationToken: { IsCancellationRequested: true } token }
            ? ValueTask.FromCanceled<T>(token)
            : ValueTask.FromException<T>(exception);
}
