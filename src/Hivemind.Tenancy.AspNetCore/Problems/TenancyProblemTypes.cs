namespace Hivemind.Tenancy.AspNetCore;

/// <summary>
/// The <c>type</c> of each problem (RFC 9457) that this package answers with. They are stable, and names, not addresses:
/// compare them, do not fetch them.
/// </summary>
public static class TenancyProblemTypes
{
    /// <summary>
    /// No tenant was named, or there is no such tenant, or the caller has no access to it: which of them is not said. 404, or 403
    /// when <see cref="TenancyWebOptions.StrangerStatusCode"/> says so.
    /// </summary>
    public const string TenantNotFound = Prefix + "tenant-not-found";

    /// <summary>The request names several tenants. 400.</summary>
    public const string TenantAmbiguous = Prefix + "tenant-ambiguous";

    /// <summary>The caller has access to the tenant, but it is not Active. 403, with <c>tenant_id</c> and <c>tenant_status</c>.</summary>
    public const string TenantNotActive = Prefix + "tenant-not-active";

    /// <summary>A permission is missing. 403, with <c>permission</c> and <c>scope</c>.</summary>
    public const string PermissionDenied = Prefix + "permission-denied";

    /// <summary>No user may do this, whatever they hold: an allocation is changed by what runs it. 403.</summary>
    public const string SystemOnly = Prefix + "system-only";

    /// <summary>An id, a name or a namespace is taken. 409, with <c>conflict</c> and <c>value</c>.</summary>
    public const string TenantConflict = Prefix + "tenant-conflict";

    /// <summary>
    /// Somebody changed the tenant, its grace or an app since it was read. 412; of a tenant with <c>expected_version</c> and <c>actual_version</c>
    /// where they are known, of grace with <c>tenant_id</c>, of an app with <c>tenant_id</c>, <c>namespace</c>, <c>app</c> and <c>etag</c>, the entity
    /// tag that it has now, which is missing where the app is gone.
    /// </summary>
    public const string VersionConflict = Prefix + "version-conflict";

    /// <summary>The tenant cannot go from its status to the one asked for. 409, with <c>from</c> and <c>to</c>.</summary>
    public const string InvalidTransition = Prefix + "invalid-transition";

    /// <summary>It does not fit. 409, with <c>shortages</c>: for each resource that does not fit <c>requested</c>, <c>used</c>, <c>reserved</c> and <c>limit</c>; and <c>next_lease_ends_at</c>.</summary>
    public const string QuotaExceeded = Prefix + "quota-exceeded";

    /// <summary>Too little is left of a budget. 429, with <c>shortages</c>: for each meter that is short <c>requested</c>, <c>limit</c>, <c>used</c>, <c>held</c>, <c>left</c> and <c>window_end</c>; and <c>retry_at</c>.</summary>
    public const string BudgetExceeded = Prefix + "budget-exceeded";

    /// <summary>Something else was consumed, held or corrected under the id. 409, with <c>id</c>.</summary>
    public const string ConsumptionConflict = Prefix + "consumption-conflict";

    /// <summary>Nothing was held under the id, or too long ago. 404, with <c>id</c>.</summary>
    public const string ConsumptionHoldNotFound = Prefix + "consumption-hold-not-found";

    /// <summary>The allocation is there with other amounts, or another source, namespace or labels. 409, with <c>allocation_id</c>, <c>existing</c> and <c>requested</c>.</summary>
    public const string AllocationConflict = Prefix + "allocation-conflict";

    /// <summary>The tenant holds as many allocations, or of as many resources, as one tenant may. 409.</summary>
    public const string AllocationLimit = Prefix + "allocation-limit";

    /// <summary>What was to go is in use: a namespace that allocations name, or a tenant with allocations that are committed, or adopted from an observation. 409, with <c>namespace</c>.</summary>
    public const string TenantInUse = Prefix + "tenant-in-use";

    /// <summary>The tenant is protected from deletion. 409, with <c>tenant_id</c>.</summary>
    public const string TenantProtected = Prefix + "tenant-protected";

    /// <summary>The hold has ended. 409, with <c>allocation_id</c>.</summary>
    public const string ReservationExpired = Prefix + "reservation-expired";

    /// <summary>A provisioner of the host failed; the same call goes on from there. 502, with <c>tenant_id</c>, <c>tenant_status</c> and <c>reason</c>.</summary>
    public const string ProvisioningFailed = Prefix + "provisioning-failed";

    /// <summary>The store cannot answer now; repeat the request. 503 with <c>Retry-After</c>.</summary>
    public const string StoreUnavailable = Prefix + "store-unavailable";

    /// <summary>The store failed, and repeating the request will not help. 500.</summary>
    public const string StoreFailed = Prefix + "store-failed";

    /// <summary>The tenant's requests exceed its rate limit. 429, with <c>Retry-After</c> where it is known.</summary>
    public const string RateLimited = Prefix + "rate-limited";

    /// <summary>The request is malformed, or a value is not allowed: <c>detail</c> says which. 400, 413 for a body that is too long, 415 for one that is not JSON.</summary>
    public const string InvalidRequest = Prefix + "invalid-request";

    /// <summary>What the request names beneath the tenant is not there. 404.</summary>
    public const string NotFound = Prefix + "not-found";

    /// <summary>Nobody is signed in. 401.</summary>
    public const string Unauthenticated = Prefix + "unauthenticated";

    /// <summary>The <c>Idempotency-Key</c> was used for another request. 422.</summary>
    public const string IdempotencyKeyReused = Prefix + "idempotency-key-reused";

    /// <summary>The request was done before under its <c>Idempotency-Key</c>, and what it made is gone: it is not done again. 409.</summary>
    public const string IdempotencyResultGone = Prefix + "idempotency-result-gone";

    /// <summary>The tenant has no such app. 404, with <c>tenant_id</c>, <c>namespace</c> and <c>app</c>.</summary>
    public const string AppNotFound = Prefix + "app-not-found";

    /// <summary>There is another app of that name, or somebody else is changing it. 409, with <c>tenant_id</c>, <c>namespace</c> and <c>app</c>.</summary>
    public const string AppConflict = Prefix + "app-conflict";

    /// <summary>There is another volume of that name, or it is in use. 409, with <c>tenant_id</c>, <c>namespace</c> and <c>volume</c>.</summary>
    public const string VolumeConflict = Prefix + "volume-conflict";

    /// <summary>
    /// A step of a change of an app failed. 422 when it is what was asked for (the tenant's isolation, or a place, forbids it; it was not ready in
    /// time), 502 when it is the host's engine or store. With <c>tenant_id</c>, <c>namespace</c>, <c>app</c>, <c>step</c>, <c>reason</c> and
    /// <c>is_undone</c>.
    /// </summary>
    public const string DeploymentFailed = Prefix + "deployment-failed";

    /// <summary>The engine that runs apps does not answer now; repeat the request. 503 with <c>Retry-After</c>.</summary>
    public const string EngineUnavailable = Prefix + "engine-unavailable";

    /// <summary>The engine that runs apps failed, and repeating the request will not help. 502.</summary>
    public const string EngineFailed = Prefix + "engine-failed";

    /// <summary>404: there is no such plan, or no such version of it. Members: <c>plan</c>.</summary>
    public const string PlanNotFound = Prefix + "plan-not-found";

    /// <summary>409: a tenant is on the plan. Members: <c>plan</c>.</summary>
    public const string PlanInUse = Prefix + "plan-in-use";

    /// <summary>412: another version of the plan was published since. Members: <c>plan</c>, <c>expected_version</c>, <c>actual_version</c>.</summary>
    public const string PlanVersionConflict = Prefix + "plan-version-conflict";

    /// <summary>410: some of the month is older than usage is retained, so nothing says what was owed. Members: <c>tenant_id</c>, <c>month</c>.</summary>
    public const string StatementTrimmed = Prefix + "statement-trimmed";

    /// <summary>404: no version of the tenant's price list holds when the month begins. Members: <c>tenant_id</c>, <c>day</c>.</summary>
    public const string PriceListMissing = Prefix + "price-list-missing";

    private const string Prefix = "urn:hivemind-tenancy:problem:";
}
