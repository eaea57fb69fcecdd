using Microsoft.Extensions.Logging;

namespace Hivemind.Tenancy.Workloads;

/// <summary>What this package logs. Ids are stable. Names of apps and tenants are logged; environment, secrets and labels never.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "App {App} in namespace {Namespace} of tenant {Tenant} failed at the step {Step}; undone: {IsUndone}")]
    public static partial void ChangeFailed(
        this ILogger logger, string app, string @namespace, TenantReference tenant, AppStep step, bool isUndone, Exception exception);

    [LoggerMessage(2, LogLevel.Error, "What was done for app {App} in namespace {Namespace} of tenant {Tenant} before the step {Step} could not be undone; the next reconciliation settles it")]
    public static partial void UndoFailed(this ILogger logger, string app, string @namespace, TenantReference tenant, AppStep step, Exception exception);

    [LoggerMessage(3, LogLevel.Error, "Source {Source} could not be reconciled: nothing of it is freed until it can")]
    public static partial void SourceFailed(this ILogger logger, string source, Exception exception);

    [LoggerMessage(4, LogLevel.Information, "Source {Source} answers again")]
    public static partial void SourceRecovered(this ILogger logger, string source);

    [LoggerMessage(5, LogLevel.Warning, "App {App} in namespace {Namespace} of tenant {Tenant} is removed from {Source}: {Reason}")]
    public static partial void Removing(this ILogger logger, string app, string @namespace, TenantReference tenant, string source, string reason);

    [LoggerMessage(6, LogLevel.Information, "Reconciled {Source} of tenant {Tenant}: {Freed} freed, {Committed} committed, {Adopted} adopted, {Raised} raised, {Lowered} lowered")]
    public static partial void Reconciled(
        this ILogger logger, string source, TenantReference tenant, int freed, int committed, int adopted, int raised, int lowered);

    [LoggerMessage(7, LogLevel.Warning, "The watch over the engine ended: everything is listed again")]
    public static partial void WatchFailed(this ILogger logger, Exception? exception);

    [LoggerMessage(8, LogLevel.Error, "Reconciling failed; it is tried again")]
    public static partial void ReconcilingFailed(this ILogger logger, Exception exception);

    [LoggerMessage(9, LogLevel.Warning, "App {App} in namespace {Namespace} of tenant {Tenant} stays suspended, although its tenant is not: {Reason}")]
    public static partial void StaysSuspended(this ILogger logger, string app, string @namespace, TenantReference tenant, string reason);

    [LoggerMessage(10, LogLevel.Error, "What {Source} has of tenant {Tenant} could not be reconciled; the others are")]
    public static partial void TenantFailed(this ILogger logger, string source, TenantReference tenant, Exception exception);

    [LoggerMessage(12, LogLevel.Error, "That {Reason} could not be told to tenant {Tenant} of app {App} in namespace {Namespace}")]
    public static partial void ReportFailed(this ILogger logger, string reason, string app, string @namespace, TenantReference tenant, Exception exception);

    [LoggerMessage(13, LogLevel.Warning, "Tenant {Tenant} is gone and has left {Count} volumes at {Source}: an operator removes them, or keeps what is on them")]
    public static partial void VolumesLeft(this ILogger logger, TenantReference tenant, int count, string source);

    [LoggerMessage(14, LogLevel.Warning, "App {App} in namespace {Namespace} of tenant {Tenant} was changed, and holds more than it needs until it is reconciled")]
    public static partial void NotSettled(this ILogger logger, string app, string @namespace, TenantReference tenant, Exception exception);

    [LoggerMessage(15, LogLevel.Warning, "Volume {Volume} in namespace {Namespace} of tenant {Tenant} could not be created at the step {Step}; undone: {IsUndone}")]
    public static partial void VolumeFailed(
        this ILogger logger, string volume, string @namespace, TenantReference tenant, AppStep step, bool isUndone, Exception exception);

    [LoggerMessage(16, LogLevel.Warning, "{Apps} apps and {Volumes} volumes at {Source} are of tenant {Tenant}, which this store has never known: they are left alone. Is it the store that they were made with?")]
    public static partial void Unknown(this ILogger logger, TenantReference tenant, int apps, int volumes, string source);

    [LoggerMessage(11, LogLevel.Error, "App {App} in namespace {Namespace} of tenant {Tenant} could not be reconciled; the others are")]
    public static partial void AppFailed(this ILogger logger, string app, string @namespace, TenantReference tenant, Exception exception);
}
