using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Logging;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>Every log message of this package. Event ids are stable.</summary>
internal static partial class Log
{
    /// <summary>Logs what was answered: at Debug what the caller did, as a warning what the host or its store did.</summary>
    public static void Answered(this ILogger logger, Exception exception, ProblemDetails problem)
    {
        if (problem.Status >= 500)
        {
            logger.FailureAnswered(problem.Status, problem.Type, exception);
        }
        else
        {
            logger.RefusalAnswered(problem.Status, problem.Type, exception.Message);
        }
    }

    [LoggerMessage(200, LogLevel.Debug, "Answered {Status} {Type}: {Reason}")]
    private static partial void RefusalAnswered(this ILogger logger, int? status, string? type, string reason);

    [LoggerMessage(201, LogLevel.Warning, "Answered {Status} {Type}")]
    private static partial void FailureAnswered(this ILogger logger, int? status, string? type, Exception exception);

    [LoggerMessage(202, LogLevel.Debug, "Refused an invocation of {Method} on {Hub}: {Type}")]
    public static partial void InvocationRefused(this ILogger logger, string method, string hub, string? type);

    [LoggerMessage(203, LogLevel.Warning, "An invocation of {Method} on {Hub} failed: {Type}")]
    public static partial void InvocationFailed(this ILogger logger, string method, string hub, string? type, Exception exception);

    [LoggerMessage(204, LogLevel.Warning, "Old answers could not be taken out of the output cache: they are not found any more and end by themselves")]
    public static partial void EvictionFailed(this ILogger logger, Exception exception);

    /// <summary>Never with the value, which anybody may have chosen.</summary>
    public static void UserIdUnusable(this ILogger logger, UserIdFault fault) => logger.UserIdUnusable(fault switch
    {
        UserIdFault.Missing => "no authenticated identity has one; see GetUserId",
        UserIdFault.Ambiguous => "two authenticated identities have different ones",
        UserIdFault.Empty => "it is empty",
        UserIdFault.TooLong => "it is longer than 256 characters",
        _ => "it holds control characters, unpaired surrogates, or white space at its ends",
    });

    [LoggerMessage(205, LogLevel.Warning, "A signed-in principal has no usable user id: {Reason}. Its requests count as nobody's. Said once for each reason")]
    private static partial void UserIdUnusable(this ILogger logger, string reason);
}
