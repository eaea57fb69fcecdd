namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>One valid request for each operation of the Tenant API and for each way to name a tenant: what mutations start from.</summary>
internal static class ValidRequests
{
    public const string Tenant = "/api/v1/tenants/acme";

    private const string Amounts = """{"cpu":0.5,"memory":1024,"storage":1,"containers":1,"services":0,"other":{"gpu":1}}""";
    private const string App = Tenant + "/namespaces/acme-web/apps/shop";

    private const string Spec =
        """
        {"image":"nginx:1.27","command":["nginx"],"arguments":["-g"],"replicas":2,"per_replica":{"cpu":0.1,"memory":1024},"ports":[{"number":80,"protocol":"tcp","exposure":"tenant"}],"volumes":[{"volume":"data","path":"/data","kind":"existing"},{"volume":"cache","path":"/cache","kind":"own","size":16}],"environment":{"MODE":"live"},"secrets":{"PASSWORD":"db"},"labels":{"a":"b"},"restart":"on_failure","readiness":{"command":["true"],"port":80,"deadline_seconds":1}}
        """;

    private const string Job = Tenant + "/allocations/job-3";

    /// <summary>By operation id, in an order in which root gets a 2xx for all of them. They leave acme there.</summary>
    public static IReadOnlyList<(string Operation, AttackRequest Request)> Api { get; } =
    [
        ("listTenants", AttackRequest.Of("GET", "/api/v1/tenants?status=active&owner_id=alice&limit=10")),
        ("createTenant", AttackRequest.Of("POST", "/api/v1/tenants", """{"id":"hooli","name":"Hooli","owner_id":"alice","isolation_level":"soft","namespaces":["hooli-web"],"labels":{"a":"b"}}""", ("Idempotency-Key", "k-1"))),
        ("publishPlan", AttackRequest.Of("PUT", "/api/v1/plans/gold", """{"description":"many","isolation_level":"soft","resource_quotas":{"cpu_limit":64.5},"budgets":{"tokens":{"limit":9,"window":"day"}},"labels":{"a":"b"},"parameters":{"c":"d"},"bindings":[{"subject":"group ops","role_id":"tenant-viewer"}],"expected_latest_version":0}""")),
        ("listPlans", AttackRequest.Of("GET", "/api/v1/plans?limit=2")),
        ("getPlan", AttackRequest.Of("GET", "/api/v1/plans/gold?version=1")),
        ("listPlanVersions", AttackRequest.Of("GET", "/api/v1/plans/gold/versions?limit=2")),
        ("previewPlan", AttackRequest.Of("POST", "/api/v1/plans/gold/preview", """{"version":1,"tenants":["hooli"]}""")),
        ("applyPlan", AttackRequest.Of("POST", "/api/v1/plans/gold/apply", """{"version":1}""")),
        ("removePlan", AttackRequest.Of("DELETE", "/api/v1/plans/gold")),
        ("getTenant", AttackRequest.Of("GET", Tenant)),
        ("updateTenant", AttackRequest.Of("PATCH", Tenant, """{"name":"Acme","description":"boxes","labels":{"plan":"gold","old":null}}""", ("If-Match", "*"))),
        ("deleteTenant", AttackRequest.Of("DELETE", "/api/v1/tenants/hooli")),
        ("suspendTenant", AttackRequest.Of("POST", Tenant + "/suspend", """{"reason":"unpaid"}""")),
        ("resumeTenant", AttackRequest.Of("POST", Tenant + "/resume")),
        ("finishTenantDeletion", AttackRequest.Of("POST", "/api/v1/tenants/dying/finish-deletion", """{"reason":"its disks are gone"}""")),
        ("listNamespaces", AttackRequest.Of("GET", Tenant + "/namespaces")),
        ("addNamespace", AttackRequest.Of("POST", Tenant + "/namespaces", """{"namespace":"acme-new"}""")),
        ("removeNamespace", AttackRequest.Of("DELETE", Tenant + "/namespaces/acme-new")),
        ("getQuotas", AttackRequest.Of("GET", Tenant + "/quotas")),
        ("setQuotas", AttackRequest.Of("PUT", Tenant + "/quotas", """{"cpu_limit":64.5,"memory_limit":1099511627776,"max_containers":null,"other":{"gpu":9}}""")),
        ("getUsage", AttackRequest.Of("GET", Tenant + "/usage")),
        ("measureUsage", AttackRequest.Of("GET", Tenant + "/usage/measure?from=2026-01-01T00:00:00Z&until=2026-02-01T00:00:00Z&period=day")),
        ("getBudgets", AttackRequest.Of("GET", Tenant + "/budgets")),
        ("listConsumption", AttackRequest.Of("GET", Tenant + "/consumption?from=2026-01-01T00:00:00Z&until=2026-02-01T00:00:00Z&limit=2")),
        ("listUsage", AttackRequest.Of("GET", "/api/v1/usage?limit=2")),
        ("measureAllUsage", AttackRequest.Of("GET", "/api/v1/usage/measure?from=2026-01-01T00:00:00Z&until=2026-02-01T00:00:00Z&period=day&time_zone=Europe/Berlin")),
        ("listStatements", AttackRequest.Of("GET", Tenant + "/statements?time_zone=Europe/Berlin")),
        ("getStatement", AttackRequest.Of("GET", Tenant + "/statements/2026-07")),
        ("exportStatement", AttackRequest.Of("GET", Tenant + "/statements/2026-07/focus.csv?time_zone=Europe/Berlin")),
        ("setGrace", AttackRequest.Of("PUT", Tenant + "/grace", """{"ceiling":{"cpu":128},"until":"2099-12-31T23:59:59Z"}""")),
        ("getGrace", AttackRequest.Of("GET", Tenant + "/grace")),
        ("removeGrace", AttackRequest.Of("DELETE", Tenant + "/grace")),
        ("listAllocations", AttackRequest.Of("GET", Tenant + "/allocations?source=engine&limit=2")),
        ("createAllocation", AttackRequest.Of("POST", Tenant + "/allocations", $$"""{"id":"job-4","amounts":{{Amounts}},"source":"engine","lease_seconds":600}""", ("Idempotency-Key", "k-2"))),
        ("renewAllocation", AttackRequest.Of("POST", Job + "/renew", """{"lease_seconds":3600}""")),
        ("resizeAllocation", AttackRequest.Of("PUT", Job, $$"""{"amounts":{{Amounts}}}""")),
        ("commitAllocation", AttackRequest.Of("POST", Job + "/commit")),
        ("releaseAllocation", AttackRequest.Of("DELETE", Job)),
        ("createVolume", AttackRequest.Of("POST", Tenant + "/volumes", """{"namespace":"acme-web","name":"data","size":1024}""")),
        ("listVolumes", AttackRequest.Of("GET", Tenant + "/volumes")),
        ("deployApp", AttackRequest.Of("POST", Tenant + "/apps", $$"""{"namespace":"acme-web","name":"shop","spec":{{Spec}}}""")),
        ("listApps", AttackRequest.Of("GET", Tenant + "/apps?namespace=acme-web&limit=2")),
        ("getApp", AttackRequest.Of("GET", App)),
        ("scaleApp", AttackRequest.Of("POST", App + "/scale", """{"replicas":3}""")),
        ("redeployApp", AttackRequest.Of("PUT", App, Spec)),
        ("stopApp", AttackRequest.Of("POST", App + "/stop")),
        ("startApp", AttackRequest.Of("POST", App + "/start")),
        ("getAppUsage", AttackRequest.Of("GET", App + "/usage")),
        ("readAppLogs", AttackRequest.Of("GET", Tenant + "/namespaces/acme-web/apps/front/logs?tail=5&follow=false")),
        ("findAppViolations", AttackRequest.Of("GET", Tenant + "/app-violations")),
        ("removeApp", AttackRequest.Of("DELETE", App)),
        ("removeVolume", AttackRequest.Of("DELETE", Tenant + "/namespaces/acme-web/volumes/data")),
        ("getIsolation", AttackRequest.Of("GET", Tenant + "/isolation")),
        ("setIsolation", AttackRequest.Of("PUT", Tenant + "/isolation", """{"isolation_level":"custom","isolation_settings":{"network":"own","storage":"shared","compute":"shared","resource_guarantees":true}}""")),
        ("listTenantEvents", AttackRequest.Of("GET", Tenant + "/events?after=0&limit=5")),
        ("listEvents", AttackRequest.Of("GET", "/api/v1/events?after=0&tenant_id=acme&limit=5")),
        ("followTenantEvents", AttackRequest.Of("GET", Tenant + "/events/stream?after=0&limit=1")),
        ("followEvents", AttackRequest.Of("GET", "/api/v1/events/stream?after=0&limit=1")),
        ("explainAccess", AttackRequest.Of("GET", Tenant + "/access?user_id=vera&permission=containers:deploy&namespace=acme-web&resource=shop")),
        ("listRoles", AttackRequest.Of("GET", "/api/v1/roles")),
        ("setRole", AttackRequest.Of("PUT", "/api/v1/roles/reader", """{"permissions":["containers:read","events:*"]}""")),
        ("removeRole", AttackRequest.Of("DELETE", "/api/v1/roles/reader")),
        ("listTenantRoleBindings", AttackRequest.Of("GET", Tenant + "/role-bindings")),
        ("bindTenantRole", AttackRequest.Of("POST", Tenant + "/role-bindings", """{"subject":"user nick","role_id":"tenant-viewer","namespace":"acme-web","resource":"shop"}""", ("Idempotency-Key", "k-3"))),
        ("unbindTenantRole", AttackRequest.Of("DELETE", Tenant + "/role-bindings?subject=user%20nick&role_id=tenant-viewer&namespace=acme-web&resource=shop")),
        ("listRoleBindings", AttackRequest.Of("GET", "/api/v1/role-bindings?all=true")),
        ("bindRole", AttackRequest.Of("POST", "/api/v1/role-bindings", """{"subject":"group ops","role_id":"tenant-viewer"}""")),
        ("unbindRole", AttackRequest.Of("DELETE", "/api/v1/role-bindings?subject=group%20ops&role_id=tenant-viewer")),
        ("addGroupMember", AttackRequest.Of("PUT", "/api/v1/groups/ops/members/nick")),
        ("listGroupMembers", AttackRequest.Of("GET", "/api/v1/groups/ops/members")),
        ("removeGroupMember", AttackRequest.Of("DELETE", "/api/v1/groups/ops/members/nick")),
        ("forgetUser", AttackRequest.Of("DELETE", "/api/v1/users/nick")),
    ];

    /// <summary>Each names acme, and mallory is let in.</summary>
    public static IReadOnlyList<AttackRequest> Resolved { get; } =
    [
        AttackRequest.Of("GET", "/who", null, ("X-Tenant-Id", "acme")),
        AttackRequest.Of("GET", "/who", null, ("X-Test-Claim", "tenant=acme")),
        AttackRequest.Of("GET", "/who") with { Host = "acme.example.test" },
        AttackRequest.Of("GET", "/who") with { Host = "acme.test:80" },
        AttackRequest.Of("GET", "/t/acme/who"),
        AttackRequest.Of("GET", "/r/acme/who"),
        AttackRequest.Of("GET", "/pods/acme-web", null, ("X-Tenant-Id", "acme")),
        AttackRequest.Of("GET", "/find/acme") with { Host = "acme.example.test" },
        AttackRequest.Of("POST", "/open", """{"tenant_id":"acme"}""", ("X-Tenant-Id", "acme")),
        AttackRequest.Of("GET", "/t/acme/api/v1/tenants/acme", null, ("X-Tenant-Id", "acme")),
    ];
}
