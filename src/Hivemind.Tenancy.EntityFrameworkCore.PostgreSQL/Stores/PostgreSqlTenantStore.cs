using System.Text.Json;
using Microsoft.Extensions.Options;

namespace Hivemind.Tenancy.EntityFrameworkCore.PostgreSQL;

/// <summary>
/// The frequent verbs as one call each of a function in the database, see Migrations/Initial.sql. A call is a transaction of its own.
/// </summary>
internal sealed class PostgreSqlTenantStore(TenancyDatabase database, IOptions<HivemindTenancyOptions> options)
    : RelationalTenantStore(database, options)
{
    private const string Admit = "SELECT * FROM tenancy_admit($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    private const string Commit = "SELECT * FROM tenancy_commit($1, $2, $3, $4, $5)";
    private const string Renew = "SELECT * FROM tenancy_renew($1, $2, $3, $4, $5, $6)";
    private const string Release = "SELECT tenancy_release($1, $2, $3, $4, $5)";

    private readonly int[] _thresholds = [.. options.Value.ResolveQuotaThresholds()];

    public override ValueTask<AdmissionResult> AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken) => request.TenantUid is not null
        ? base.AdmitAsync(request, cancellationToken) // The function in the database knows no uid.
        : Database.CallAsync(
        Admit,
        parameters =>
        {
            ResourceAmounts amounts = request.Amounts;
            parameters.Bind(request.TenantId.Value);
            parameters.Bind((long?)null);
            parameters.Bind(request.AllocationId);
            parameters.Bind((long)(amounts.CpuCores * PostgreSqlAnswers.MillicoresPerCore));
            parameters.Bind(amounts.MemoryBytes);
            parameters.Bind(amounts.StorageBytes);
            parameters.Bind(amounts.Containers);
            parameters.Bind(amounts.Services);
            parameters.Bind(OtherSteps(amounts));
            parameters.Bind(request.Source);
            parameters.Bind(LeaseEnd(request.Now, request.Lease));
            parameters.Bind(request.Now.UtcTicks);
            parameters.Bind(_thresholds);
        },
        reader => PostgreSqlAnswers.Admission(reader, request),
        cancellationToken);

    public override async ValueTask CommitAsync(
        TenantId tenantId, string allocationId, long? token, DateTimeOffset now, CancellationToken cancellationToken) => await Database.CallAsync(
        Commit,
        parameters =>
        {
            parameters.Bind(tenantId.Value);
            parameters.Bind(allocationId);
            parameters.Bind(token);
            parameters.Bind(now.UtcTicks);
            parameters.Bind(_thresholds);
        },
        reader =>
        {
            PostgreSqlAnswers.EnsureDone(reader, tenantId, allocationId);
            return true;
        },
        cancellationToken).ConfigureAwait(false);

    public override ValueTask<DateTimeOffset?> RenewAsync(
        TenantId tenantId, string allocationId, long? token, TimeSpan lease, DateTimeOffset now, CancellationToken cancellationToken) => Database.CallAsync(
        Renew,
        parameters =>
        {
            parameters.Bind(tenantId.Value);
            parameters.Bind(allocationId);
            parameters.Bind(token);
            parameters.Bind(LeaseEnd(now, lease));
            parameters.Bind(now.UtcTicks);
            parameters.Bind(_thresholds);
        },
        reader =>
        {
            PostgreSqlAnswers.EnsureDone(reader, tenantId, allocationId);
            return PostgreSqlAnswers.Time(reader, 2);
        },
        cancellationToken);

    public override ValueTask<bool> ReleaseAsync(
        TenantId tenantId, string allocationId, long? holdToken, DateTimeOffset now, CancellationToken cancellationToken) => Database.CallAsync(
        Release,
        parameters =>
        {
            parameters.Bind(tenantId.Value);
            parameters.Bind(allocationId);
            parameters.Bind(holdToken);
            parameters.Bind(now.UtcTicks);
            parameters.Bind(_thresholds);
        },
        reader => reader.GetBoolean(0),
        cancellationToken);

    /// <summary>JSON map of the other resources, each in the exact integer that is stored of it; null for none.</summary>
    private static string? OtherSteps(ResourceAmounts amounts) => amounts.Other.Count == 0
        ? null
        : JsonSerializer.Serialize(amounts.Other.ToDictionary(e => e.Key, e => (long)(e.Value * ResourceNames.StepsPerUnit(e.Key)), StringComparer.Ordinal));

    /// <summary>At the end of time at the latest, in whole microseconds.</summary>
    private static long LeaseEnd(DateTimeOffset now, TimeSpan lease)
    {
        long latest = DateTimeOffset.MaxValue.UtcTicks - (DateTimeOffset.MaxValue.UtcTicks % TimeSpan.TicksPerMicrosecond);
        return latest - now.UtcTicks < lease.Ticks ? latest : now.UtcTicks + lease.Ticks;
    }
}
