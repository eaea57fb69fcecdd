PRAGMA foreign_keys = OFF;
BEGIN TRANSACTION;
CREATE TABLE "__EFMigrationsHistory" (
    "MigrationId" TEXT NOT NULL CONSTRAINT "PK___EFMigrationsHistory" PRIMARY KEY,
    "ProductVersion" TEXT NOT NULL
);
INSERT INTO "__EFMigrationsHistory" VALUES('20261124231837_Initial','10.0.15');
CREATE TABLE "allocations" (
    "token" INTEGER NOT NULL CONSTRAINT "PK_allocations" PRIMARY KEY AUTOINCREMENT,
    "tenant_id" TEXT NOT NULL,
    "id" TEXT NULL,
    "cpu" INTEGER NOT NULL,
    "memory" INTEGER NOT NULL,
    "storage" INTEGER NOT NULL,
    "containers" INTEGER NOT NULL,
    "services" INTEGER NOT NULL,
    "other" TEXT NULL,
    "source" TEXT NOT NULL,
    "expires_at" INTEGER NULL,
    "created_at" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL,
    CONSTRAINT "FK_allocations_tenants_tenant_id" FOREIGN KEY ("tenant_id") REFERENCES "tenants" ("id") ON DELETE CASCADE
);
INSERT INTO "allocations" VALUES(1,'acme','job-1',500,0,0,8,0,'{"gpu":1}','engine-1',NULL,639132336000000000,639132336000000000);
INSERT INTO "allocations" VALUES(2,'acme','job-2',0,0,0,1,0,NULL,'',639132372000000000,639132336000000000,639132336000000000);
CREATE TABLE "events" (
    "sequence" INTEGER NOT NULL CONSTRAINT "PK_events" PRIMARY KEY,
    "tenant_id" TEXT NULL,
    "kind" TEXT NOT NULL,
    "document" TEXT NOT NULL
);
INSERT INTO "events" VALUES(1,'acme','TenantCreated','{"kind":"TenantCreated","Tenant":{"Id":"acme","Name":"Acme \u00C4","OwnerId":"alice","IsolationLevel":{"Network":"Own","Storage":"Shared","Compute":"Shared","ResourceGuarantees":true},"ResourceQuotas":{"CpuCores":8.5,"MemoryBytes":null,"StorageBytes":null,"Containers":10,"Services":null,"Other":{"gpu":2}},"Namespaces":["db","web"],"Status":"Pending","StatusReason":null,"Description":"first\nsecond","Labels":{"tier":"gold"},"CreatedAt":"2026-05-01T12:00:00+00:00","UpdatedAt":"2026-05-01T12:00:00+00:00","Version":1,"StatusVersion":1},"Sequence":1,"OccurredAt":"2026-05-01T12:00:00+00:00","TenantId":"acme","Actor":null,"ActorReason":null}');
INSERT INTO "events" VALUES(2,'acme','TenantStatusChanged','{"kind":"TenantStatusChanged","From":"Pending","To":"Active","StatusReason":null,"Sequence":2,"OccurredAt":"2026-05-01T12:00:00+00:00","TenantId":"acme","Actor":null,"ActorReason":null}');
INSERT INTO "events" VALUES(3,'globex','TenantCreated','{"kind":"TenantCreated","Tenant":{"Id":"globex","Name":"Globex","OwnerId":"gus","IsolationLevel":"Soft","ResourceQuotas":{"CpuCores":null,"MemoryBytes":null,"StorageBytes":null,"Containers":null,"Services":null,"Other":{}},"Namespaces":[],"Status":"Pending","StatusReason":null,"Description":null,"Labels":{},"CreatedAt":"2026-05-01T12:00:00+00:00","UpdatedAt":"2026-05-01T12:00:00+00:00","Version":1,"StatusVersion":1},"Sequence":3,"OccurredAt":"2026-05-01T12:00:00+00:00","TenantId":"globex","Actor":null,"ActorReason":null}');
INSERT INTO "events" VALUES(4,'globex','TenantStatusChanged','{"kind":"TenantStatusChanged","From":"Pending","To":"Active","StatusReason":null,"Sequence":4,"OccurredAt":"2026-05-01T12:00:00+00:00","TenantId":"globex","Actor":null,"ActorReason":null}');
INSERT INTO "events" VALUES(5,'globex','TenantStatusChanged','{"kind":"TenantStatusChanged","From":"Active","To":"Suspended","StatusReason":"unpaid","Sequence":5,"OccurredAt":"2026-05-01T12:00:00+00:00","TenantId":"globex","Actor":null,"ActorReason":null}');
INSERT INTO "events" VALUES(6,'gone','TenantCreated','{"kind":"TenantCreated","Tenant":{"Id":"gone","Name":"Gone","OwnerId":"gus","IsolationLevel":"Soft","ResourceQuotas":{"CpuCores":null,"MemoryBytes":null,"StorageBytes":null,"Containers":null,"Services":null,"Other":{}},"Namespaces":[],"Status":"Pending","StatusReason":null,"Description":null,"Labels":{},"CreatedAt":"2026-05-01T12:00:00+00:00","UpdatedAt":"2026-05-01T12:00:00+00:00","Version":1,"StatusVersion":1},"Sequence":6,"OccurredAt":"2026-05-01T12:00:00+00:00","TenantId":"gone","Actor":null,"ActorReason":null}');
INSERT INTO "events" VALUES(7,'gone','TenantStatusChanged','{"kind":"TenantStatusChanged","From":"Pending","To":"Active","StatusReason":null,"Sequence":7,"OccurredAt":"2026-05-01T12:00:00+00:00","TenantId":"gone","Actor":null,"ActorReason":null}');
INSERT INTO "events" VALUES(8,'gone','TenantStatusChanged','{"kind":"TenantStatusChanged","From":"Active","To":"Terminating","StatusReason":null,"Sequence":8,"OccurredAt":"2026-05-01T12:00:00+00:00","TenantId":"gone","Actor":null,"ActorReason":null}');
INSERT INTO "events" VALUES(9,'gone','TenantDeleted','{"kind":"TenantDeleted","Tenant":{"Id":"gone","Name":"Gone","OwnerId":"gus","IsolationLevel":"Soft","ResourceQuotas":{"CpuCores":null,"MemoryBytes":null,"StorageBytes":null,"Containers":null,"Services":null,"Other":{}},"Namespaces":[],"Status":"Terminating","StatusReason":null,"Description":null,"Labels":{},"CreatedAt":"2026-05-01T12:00:00+00:00","UpdatedAt":"2026-05-01T12:00:00+00:00","Version":3,"StatusVersion":3},"Sequence":9,"OccurredAt":"2026-05-01T12:00:00+00:00","TenantId":"gone","Actor":null,"ActorReason":null}');
INSERT INTO "events" VALUES(10,'acme','QuotaThresholdCrossed','{"kind":"QuotaThresholdCrossed","Resource":"containers","Percent":80,"Total":8,"Limit":10,"Sequence":10,"OccurredAt":"2026-05-01T12:00:00+00:00","TenantId":"acme","Actor":null,"ActorReason":null}');
INSERT INTO "events" VALUES(11,'acme','GraceGranted','{"kind":"GraceGranted","Grace":{"Ceiling":{"CpuCores":0,"MemoryBytes":0,"StorageBytes":0,"Containers":12,"Services":0,"Other":{}},"Until":"2027-01-01T00:00:00+00:00"},"Sequence":11,"OccurredAt":"2026-05-01T12:00:00+00:00","TenantId":"acme","Actor":null,"ActorReason":null}');
INSERT INTO "events" VALUES(12,NULL,'RoleChanged','{"kind":"RoleChanged","Role":{"Id":"deployer","Permissions":["containers:deploy"]},"Sequence":12,"OccurredAt":"2026-05-01T12:00:00+00:00","TenantId":null,"Actor":null,"ActorReason":null}');
INSERT INTO "events" VALUES(13,'acme','RoleBound','{"kind":"RoleBound","Binding":{"Subject":"group developers","RoleId":"deployer","Scope":"acme/web"},"Sequence":13,"OccurredAt":"2026-05-01T12:00:00+00:00","TenantId":"acme","Actor":null,"ActorReason":null}');
INSERT INTO "events" VALUES(14,NULL,'GroupMemberAdded','{"kind":"GroupMemberAdded","GroupId":"developers","UserId":"bob","Sequence":14,"OccurredAt":"2026-05-01T12:00:00+00:00","TenantId":null,"Actor":null,"ActorReason":null}');
CREATE TABLE "group_members" (
    "group_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    CONSTRAINT "PK_group_members" PRIMARY KEY ("group_id", "user_id")
);
INSERT INTO "group_members" VALUES('developers','bob');
CREATE TABLE "namespaces" (
    "name" TEXT NOT NULL CONSTRAINT "PK_namespaces" PRIMARY KEY,
    "tenant_id" TEXT NOT NULL,
    CONSTRAINT "FK_namespaces_tenants_tenant_id" FOREIGN KEY ("tenant_id") REFERENCES "tenants" ("id") ON DELETE CASCADE
);
INSERT INTO "namespaces" VALUES('db','acme');
INSERT INTO "namespaces" VALUES('web','acme');
CREATE TABLE "role_bindings" (
    "subject_kind" INTEGER NOT NULL,
    "subject_id" TEXT NOT NULL,
    "role_id" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "tenant_id" TEXT NULL,
    "namespace" TEXT NULL,
    CONSTRAINT "PK_role_bindings" PRIMARY KEY ("subject_kind", "subject_id", "role_id", "scope")
);
INSERT INTO "role_bindings" VALUES(2,'developers','deployer','acme/web','acme','web');
CREATE TABLE "roles" (
    "id" TEXT NOT NULL CONSTRAINT "PK_roles" PRIMARY KEY,
    "permissions" TEXT NOT NULL
);
INSERT INTO "roles" VALUES('deployer','["containers:deploy"]');
CREATE TABLE "tenants" (
    "id" TEXT NOT NULL CONSTRAINT "PK_tenants" PRIMARY KEY,
    "name" TEXT NOT NULL,
    "name_key" TEXT NOT NULL,
    "owner_id" TEXT NOT NULL,
    "isolation" TEXT NOT NULL,
    "namespaces" TEXT NULL,
    "status" INTEGER NOT NULL,
    "status_reason" TEXT NULL,
    "description" TEXT NULL,
    "labels" TEXT NULL,
    "created_at" INTEGER NOT NULL,
    "updated_at" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "status_version" INTEGER NOT NULL,
    "cpu_limit" INTEGER NULL,
    "memory_limit" INTEGER NULL,
    "storage_limit" INTEGER NULL,
    "containers_limit" INTEGER NULL,
    "services_limit" INTEGER NULL,
    "other_limits" TEXT NULL,
    "grace" TEXT NULL,
    "grace_until" INTEGER NULL,
    "thresholds" TEXT NULL
);
INSERT INTO "tenants" VALUES('acme','Acme Ä','ACME Ä','alice','{"Network":"Own","Storage":"Shared","Compute":"Shared","ResourceGuarantees":true}','["db","web"]',2,NULL,'first
second','{"tier":"gold"}',639132336000000000,639132336000000000,2,2,8500,NULL,NULL,10,NULL,'{"gpu":2}','{"Ceiling":{"CpuCores":0,"MemoryBytes":0,"StorageBytes":0,"Containers":12,"Services":0,"Other":{}},"Until":"2027-01-01T00:00:00+00:00"}',639343584000000000,NULL);
INSERT INTO "tenants" VALUES('globex','Globex','GLOBEX','gus','"Soft"',NULL,3,'unpaid',NULL,NULL,639132336000000000,639132336000000000,3,3,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE INDEX "ix_allocations_holds" ON "allocations" ("tenant_id", "expires_at") WHERE expires_at IS NOT NULL;
CREATE UNIQUE INDEX "ux_allocations_tenant_id" ON "allocations" ("tenant_id", "id");
CREATE INDEX "ix_events_created" ON "events" ("tenant_id", "sequence") WHERE kind = 'TenantCreated';
CREATE INDEX "ix_events_tenant" ON "events" ("tenant_id", "sequence");
CREATE INDEX "ix_group_members_user" ON "group_members" ("user_id");
CREATE INDEX "ix_namespaces_tenant" ON "namespaces" ("tenant_id");
CREATE INDEX "ix_role_bindings_role" ON "role_bindings" ("role_id");
CREATE INDEX "ix_role_bindings_tenant" ON "role_bindings" ("tenant_id");
CREATE INDEX "ix_tenants_owner" ON "tenants" ("owner_id", "id");
CREATE UNIQUE INDEX "ux_tenants_name_key" ON "tenants" ("name_key");
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('allocations',2);
COMMIT;
