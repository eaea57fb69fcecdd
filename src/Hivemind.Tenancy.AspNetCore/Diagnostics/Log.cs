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
    public static partial void RefusalAnswered(this ILogger logger, int? status, string? type, string reason);

    [LoggerMessage(201, LogLevel.Warning, "Answered {Status} {Type}")]
    private static partial void FailureAnswered(this ILogger logger, int? status, string? type, Exception exception);

    [LoggerMessage(202, LogLevel.Debug, "Refused an invocation of {Method} on {Hub}: {Type}")]
    public static partial void InvocationRefused(this ILogger logger, string method, string hub, string? type);

    [LoggerMessage(203, LogLevel.Warning, "An invocation of {Method} on {Hub} failed: {Type}")]
    public static partial void InvocationFailed(this ILogger logger, string method, string hub, string? type, Exception exception);

    [LoggerMessage(204, LogLevel.Information, "Ended {Count} live connections of user {UserId}, who may not go on with them in tenant {TenantId}")]
    public static partial void ConnectionsAborted(this ILogger logger, int count, string userId, TenantId? tenantId);

    [LoggerMessage(205, LogLevel.Warning, "Ended {Count} live connections of user {UserId} in tenant {TenantId}: for {Longest} it could not be found out whether they may go on")]
    public static partial void UnjudgedAborted(this ILogger logger, int count, string userId, TenantId? tenantId, TimeSpan longest);

    [LoggerMessage(206, LogLevel.Debug, "Whether live connections of user {UserId} in tenant {TenantId} may go on could not be found out; it is tried again")]
    public static partial void JudgingFailed(this ILogger logger, string userId, TenantId? tenantId, Exception exception);

    [LoggerMessage(207, LogLevel.Error, "Watching over live connections failed; it goes on")]
    public static partial void WatchFailed(this ILogger logger, Exception exception);

    [LoggerMessage(208, LogLevel.Warning, "Old answers could not be taken out of the output cache: they are not found any more and end by themselves")]
    public static partial void EvictionFailed(this ILogger logger, Exception exception);

    /// <summary>Never with the value, which anybody may have chosen.</summary>
    [LoggerMessage(209, LogLevel.Warning, "A signed-in principal has no usable user id: {Reason}. Its requests count as nobody's. Said once for each reason")]
    public static partial void UserIdUnusable(this ILogger logger, string reason);

    [LoggerMessage(210, LogLevel.Warning, "A request that asks for a tenant was not authenticated before it came to tenancy, so it counts as nobody's. Call app.UseAuthentication() before app.UseHivemindTenancy(). Said once")]
    public static partial void AuthenticationNotRun(this ILogger logger);

    [LoggerMessage(211, LogLevel.Debug, "What tenants hold could not be read for those who follow it; it is tried again")]
    public static partial void SamplingFailed(this ILogger logger, Exception exception);

    [LoggerMessage(212, LogLevel.Debug, "What source {Source} has of tenant {TenantId} could not be read for those who follow its apps; it is tried again")]
    public static partial void AppSamplingFailed(this ILogger logger, string source, TenantId tenantId, Exception exception);

    [LoggerMessage(213, LogLevel.Debug, "The engine could not be watched for those who follow apps; it is tried again")]
    public static partial void EngineWatchFailed(this ILogger logger, Exception exception);

    [LoggerMessage(214, LogLevel.Debug, "The engine's sources could not be listed for those who follow apps of tenant {TenantId}; it is tried again")]
    public static partial void EngineSourcesFailed(this ILogger logger, TenantId tenantId, Exception exception);

    [LoggerMessage(215, LogLevel.Warning, "The engine failed when it was told that nobody waits for its answer any more")]
    public static partial void EngineCancellationFailed(this ILogger logger, Exception exception);
}
