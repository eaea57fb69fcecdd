using Microsoft.Extensions.Logging;

namespace Hivemind.Tenancy.Docker;

/// <summary>What this package logs. Ids are stable. Names of apps, tenants and nodes are logged; environment, secrets and labels never.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "Node {Node} does not answer: nothing of it is known until it does")]
    public static partial void NodeSilent(this ILogger logger, string node, Exception exception);

    [LoggerMessage(2, LogLevel.Information, "Node {Node} answers again: everything on it is listed")]
    public static partial void NodeAnswers(this ILogger logger, string node);

    [LoggerMessage(3, LogLevel.Warning, "What is wanted of app {App} in namespace {Namespace} of tenant {Tenant} waits on node {Node}: {Reason}")]
    public static partial void Waits(this ILogger logger, string app, string @namespace, TenantReference tenant, string node, string reason);

    [LoggerMessage(4, LogLevel.Error, "{Key} on node {Node} could not be brought to what is wanted; it is tried again")]
    public static partial void PassFailed(this ILogger logger, string key, string node, Exception exception);

    [LoggerMessage(5, LogLevel.Warning, "Container {Container} on node {Node} belongs to no app and is removed")]
    public static partial void RemovingStray(this ILogger logger, string container, string node);

    [LoggerMessage(6, LogLevel.Information, "Node {Node} was tried: networks {Network}, compute {Compute}")]
    public static partial void Tried(this ILogger logger, string node, string network, string compute);

    [LoggerMessage(7, LogLevel.Error, "What node {Node} keeps apart could not be tried: until it is, it counts as nothing")]
    public static partial void TrialFailed(this ILogger logger, string node, Exception exception);

    [LoggerMessage(8, LogLevel.Error, "Node {Node} could not be looked at: it is tried again")]
    public static partial void LookFailed(this ILogger logger, string node, Exception exception);
}
