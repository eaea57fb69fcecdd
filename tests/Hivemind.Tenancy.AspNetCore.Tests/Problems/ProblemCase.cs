using Hivemind.Tenancy.Billing;
using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>An exception, and the problem it stands for.</summary>
/// <param name="Exception">What is thrown.</param>
/// <param name="Status">The status.</param>
/// <param name="Type">The problem's type.</param>
/// <param name="Members">Its typed members as JSON; none beside those of every problem.</param>
internal sealed record ProblemCase(TenancyException Exception, int Status, string Type, string Members = "{}")
{
    private const string OfShop = """{"tenant_id":"acme","namespace":"web","app":"shop"}""";

    private static readonly TenantId Acme = TenantId.Parse("acme");
    private static readonly AppKey Shop = new(new TenantReference(Acme, TenantUid.NewUid()), "web", "shop");

    /// <summary>At least one for each leaf of <see cref="TenancyException"/>.</summary>
    public static IReadOnlyDictionary<string, ProblemCase> All { get; } = new Dictionary<string, ProblemCase>
    {
        ["not-found"] = new(new TenantNotFoundException(Acme), 404, TenancyProblemTypes.TenantNotFound),
        ["context-missing"] = new(new TenantContextMissingException(), 404, TenancyProblemTypes.TenantNotFound),
        ["door"] = new(new TenantAccessDeniedException("alice", Acme), 404, TenancyProblemTypes.TenantNotFound),
        ["system-only"] = new(new TenantAccessDeniedException("alice", Acme, "change allocation 'app/web/shop'"), 403, TenancyProblemTypes.SystemOnly),
        ["permission"] = new(
            new TenantAccessDeniedException("alice", Permission.Parse("things:deploy"), PermissionScope.Namespace(Acme, "web")),
            403,
            TenancyProblemTypes.PermissionDenied,
            """{"permission":"things:deploy","scope":"acme/web"}"""),
        ["global-permission"] = new(
            new TenantAccessDeniedException("alice", Permission.Parse("*:*"), PermissionScope.Global),
            403,
            TenancyProblemTypes.PermissionDenied,
            """{"permission":"*:*","scope":"*"}"""),
        ["not-active"] = new(
            new TenantNotActiveException(Acme, TenantStatus.Suspended),
            403,
            TenancyProblemTypes.TenantNotActive,
            """{"tenant_id":"acme","tenant_status":"suspended"}"""),
        ["conflict"] = new(
            new TenantConflictException(TenantConflictKind.Namespace, "web"),
            409,
            TenancyProblemTypes.TenantConflict,
            """{"conflict":"namespace","value":"web"}"""),
        ["version-conflict"] = new(
            new TenantVersionConflictException(Acme, 3, 5),
            412,
            TenancyProblemTypes.VersionConflict,
            """{"expected_version":3,"actual_version":5}"""),
        ["grace-conflict"] = new(
            new GraceConflictException(Acme, null, new QuotaGrace(new ResourceAmounts { Containers = 1 }, DateTimeOffset.UnixEpoch)),
            412,
            TenancyProblemTypes.VersionConflict,
            """{"tenant_id":"acme"}"""),
        ["transition"] = new(
            new InvalidTenantTransitionException(Acme, TenantStatus.Pending, TenantStatus.Suspended),
            409,
            TenancyProblemTypes.InvalidTransition,
            """{"tenant_id":"acme","from":"pending","to":"suspended"}"""),
        ["quota"] = new(
            new QuotaExceededException(Acme, QuotaDecision.Refused(
                [new QuotaShortage("cpu", 2, 7, 0.5m, 8), new QuotaShortage("gpu", 1, 0, 0, 0)],
                new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero))),
            409,
            TenancyProblemTypes.QuotaExceeded,
            """
            {
              "tenant_id":"acme",
              "shortages":[
                {"resource":"cpu","requested":2,"used":7,"reserved":0.5,"limit":8},
                {"resource":"gpu","requested":1,"used":0,"reserved":0,"limit":0}],
              "next_lease_ends_at":"2030-01-02T03:04:05+00:00"
            }
            """),
        ["budget"] = new(
            new BudgetExceededException(Acme, BudgetDecision.Refused(
                [new BudgetShortage(5, new BudgetUsage("tokens", 10, 7, 1, default, new DateTimeOffset(2030, 1, 2, 0, 0, 0, TimeSpan.Zero), IsPostPaid: false))])),
            429,
            TenancyProblemTypes.BudgetExceeded,
            """
            {
              "tenant_id":"acme",
              "shortages":[{"meter":"tokens","requested":5,"limit":10,"used":7,"held":1,"left":2,"window_end":"2030-01-02T00:00:00+00:00"}],
              "retry_at":"2030-01-02T00:00:00+00:00"
            }
            """),
        ["consumption"] = new(
            new ConsumptionConflictException(Acme, "request-1", new() { ["tokens"] = 1 }, new() { ["tokens"] = 2 }),
            409,
            TenancyProblemTypes.ConsumptionConflict,
            """{"tenant_id":"acme","id":"request-1"}"""),
        ["consumption-hold"] = new(
            new ConsumptionHoldNotFoundException(Acme, "request-1"),
            404,
            TenancyProblemTypes.ConsumptionHoldNotFound,
            """{"tenant_id":"acme","id":"request-1"}"""),
        ["statement"] = new(
            new StatementTrimmedException(Acme, new DateOnly(2026, 3, 1), TimeSpan.FromDays(60)), 410, TenancyProblemTypes.StatementTrimmed, """{"tenant_id":"acme","month":"2026-03"}"""),
        ["price-list"] = new(
            new PriceListMissingException(Acme, new DateOnly(2026, 3, 1)), 404, TenancyProblemTypes.PriceListMissing, """{"tenant_id":"acme","day":"2026-03-01"}"""),
        ["plan"] = new(new PlanNotFoundException("gold@3"), 404, TenancyProblemTypes.PlanNotFound, """{"plan":"gold@3"}"""),
        ["plan-in-use"] = new(new PlanInUseException("gold"), 409, TenancyProblemTypes.PlanInUse, """{"plan":"gold"}"""),
        ["plan-version"] = new(
            new PlanVersionConflictException("gold", 1, 2), 412, TenancyProblemTypes.PlanVersionConflict, """{"plan":"gold","expected_version":1,"actual_version":2}"""),
        ["allocation"] = new(
            new AllocationConflictException(
                Acme,
                "a1",
                new ResourceAmounts { CpuCores = 0.5m, MemoryBytes = long.MaxValue, Other = new Dictionary<string, decimal> { ["gpu"] = 2 } },
                new ResourceAmounts { StorageBytes = 1, Containers = 2, Services = 3 }),
            409,
            TenancyProblemTypes.AllocationConflict,
            """
            {
              "tenant_id":"acme",
              "allocation_id":"a1",
              "existing":{"cpu":0.5,"memory":9223372036854775807,"storage":0,"containers":0,"services":0,"other":{"gpu":2}},
              "requested":{"cpu":0,"memory":0,"storage":1,"containers":2,"services":3,"other":{}}
            }
            """),
        ["allocation-limit"] = new(
            new AllocationLimitException(Acme, AllocationLimitKind.Allocations),
            409,
            TenancyProblemTypes.AllocationLimit,
            """{"tenant_id":"acme"}"""),
        ["key-reused"] = new(
            new IdempotencyKeyConflictException(new IdempotencyKey(Secret, Secret, Secret), IdempotencyKeyConflictReason.OtherRequest),
            422,
            TenancyProblemTypes.IdempotencyKeyReused,
            "{}"),
        ["key-of-what-is-gone"] = new(
            new IdempotencyKeyConflictException(new IdempotencyKey(Secret, Secret, Secret), IdempotencyKeyConflictReason.ResultGone),
            409,
            TenancyProblemTypes.IdempotencyResultGone,
            "{}"),
        ["in-use"] = new(
            new TenantInUseException(Acme, null),
            409,
            TenancyProblemTypes.TenantInUse,
            """{"tenant_id":"acme","namespace":null}"""),
        ["protected"] = new(
            new TenantProtectedException(Acme),
            409,
            TenancyProblemTypes.TenantProtected,
            """{"tenant_id":"acme"}"""),
        ["namespace-in-use"] = new(
            new TenantInUseException(Acme, "web"),
            409,
            TenancyProblemTypes.TenantInUse,
            """{"tenant_id":"acme","namespace":"web"}"""),
        ["expired"] = new(
            new ReservationExpiredException(Acme, "a1"),
            409,
            TenancyProblemTypes.ReservationExpired,
            """{"tenant_id":"acme","allocation_id":"a1"}"""),
        ["provisioning"] = new(
            new TenantProvisioningException(Acme, TenantStatus.Terminating, "network: no room", new InvalidOperationException(Secret)),
            502,
            TenancyProblemTypes.ProvisioningFailed,
            """{"tenant_id":"acme","tenant_status":"terminating","reason":"network: no room"}"""),
        ["provisioning-transient"] = new(
            new TenantProvisioningException(Acme, TenantStatus.Pending, "store", new TenancyStoreException(Secret, isTransient: true)),
            502,
            TenancyProblemTypes.ProvisioningFailed,
            """{"tenant_id":"acme","tenant_status":"pending","reason":"store"}"""),
        ["app-not-found"] = new(new AppNotFoundException(Shop), 404, TenancyProblemTypes.AppNotFound, OfShop),
        ["app-changed"] = new(
            new AppConflictException(Shop, "it is another.") { ActualVersion = new AppVersion(Guid.Parse("0123456789abcdef0123456789abcdef"), 2) },
            412,
            TenancyProblemTypes.VersionConflict,
            """{"tenant_id":"acme","namespace":"web","app":"shop","etag":"\"0123456789abcdef0123456789abcdef-2\""}"""),
        ["app-conflict"] = new(new AppConflictException(Shop, "it is another.", new InvalidOperationException(Secret)), 409, TenancyProblemTypes.AppConflict, OfShop),
        ["app-generation"] = new(new GenerationConflictException(Shop, 1, 2), 409, TenancyProblemTypes.AppConflict, OfShop),
        ["volume-conflict"] = new(
            new VolumeConflictException(Shop, "it is mounted."),
            409,
            TenancyProblemTypes.VolumeConflict,
            """{"tenant_id":"acme","namespace":"web","volume":"shop"}"""),
        ["deployment-refused"] = new(
            new AppDeploymentException(Shop, AppStep.Isolation, "no node of its own"),
            422,
            TenancyProblemTypes.DeploymentFailed,
            """{"tenant_id":"acme","namespace":"web","app":"shop","step":"isolation","reason":"no node of its own","is_undone":true}"""),
        ["deployment-late"] = new(
            new AppDeploymentException(Shop, AppStep.Readiness, "0 of 1 were ready", isUndone: true, new WorkloadEngineException("0 of 1 were ready", isTransient: false)),
            422,
            TenancyProblemTypes.DeploymentFailed,
            """{"tenant_id":"acme","namespace":"web","app":"shop","step":"readiness","reason":"0 of 1 were ready","is_undone":true}"""),
        ["deployment-engine"] = new(
            new AppDeploymentException(Shop, AppStep.Apply, "it did not answer", isUndone: false, new WorkloadEngineException("it did not answer")),
            502,
            TenancyProblemTypes.DeploymentFailed,
            """{"tenant_id":"acme","namespace":"web","app":"shop","step":"apply","reason":"it did not answer","is_undone":false}"""),
        ["deployment-store"] = new(
            new AppDeploymentException(Shop, AppStep.Commit, $"Password={Secret}", isUndone: true, new TenancyStoreException($"Password={Secret}", isTransient: false)),
            502,
            TenancyProblemTypes.DeploymentFailed,
            """{"tenant_id":"acme","namespace":"web","app":"shop","step":"commit","reason":"The store failed.","is_undone":true}"""),
        ["engine-transient"] = new(new WorkloadEngineException(Secret), 503, TenancyProblemTypes.EngineUnavailable),
        ["engine"] = new(new WorkloadEngineException(Secret, isTransient: false), 502, TenancyProblemTypes.EngineFailed),
        ["store-transient"] = new(
            new TenancyStoreException($"Password={Secret}", isTransient: true, new InvalidOperationException(Secret)),
            503,
            TenancyProblemTypes.StoreUnavailable),
        ["store"] = new(
            new TenancyStoreException($"Password={Secret}", isTransient: false, new InvalidOperationException(Secret)),
            500,
            TenancyProblemTypes.StoreFailed),
    };

    /// <summary>What no answer may hold.</summary>
    public const string Secret = "s3cret";
}
