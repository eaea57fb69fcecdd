using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Hivemind.Tenancy.EntityFrameworkCore.Sqlite.Migrations
{
    /// <inheritdoc />
    internal sealed partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "consumption_windows",
                columns: table => new
                {
                    tenant_uid = table.Column<string>(type: "TEXT", nullable: false),
                    meter = table.Column<string>(type: "TEXT", nullable: false),
                    number = table.Column<long>(type: "INTEGER", nullable: false),
                    tenant_id = table.Column<string>(type: "TEXT", nullable: false),
                    unit = table.Column<int>(type: "INTEGER", nullable: false),
                    time_zone = table.Column<string>(type: "TEXT", nullable: false),
                    start_at = table.Column<long>(type: "INTEGER", nullable: false),
                    end_at = table.Column<long>(type: "INTEGER", nullable: false),
                    used = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_consumption_windows", x => new { x.tenant_uid, x.meter, x.number });
                });

            migrationBuilder.CreateTable(
                name: "event_log",
                columns: table => new
                {
                    id = table.Column<int>(type: "INTEGER", nullable: false),
                    newest = table.Column<long>(type: "INTEGER", nullable: false),
                    trimmed = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_event_log", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "event_readers",
                columns: table => new
                {
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    sequence = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_event_readers", x => x.name);
                });

            migrationBuilder.CreateTable(
                name: "events",
                columns: table => new
                {
                    sequence = table.Column<long>(type: "INTEGER", nullable: false),
                    tenant_id = table.Column<string>(type: "TEXT", nullable: true),
                    tenant_uid = table.Column<string>(type: "TEXT", nullable: true),
                    kind = table.Column<string>(type: "TEXT", nullable: false),
                    occurred_at = table.Column<long>(type: "INTEGER", nullable: false),
                    document = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_events", x => x.sequence);
                });

            migrationBuilder.CreateTable(
                name: "group_members",
                columns: table => new
                {
                    owner = table.Column<string>(type: "TEXT", nullable: false),
                    group_id = table.Column<string>(type: "TEXT", nullable: false),
                    user_id = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_group_members", x => new { x.owner, x.group_id, x.user_id });
                });

            migrationBuilder.CreateTable(
                name: "idempotency_keys",
                columns: table => new
                {
                    scope = table.Column<string>(type: "TEXT", nullable: false),
                    key = table.Column<string>(type: "TEXT", nullable: false),
                    fingerprint = table.Column<string>(type: "TEXT", nullable: false),
                    made = table.Column<string>(type: "TEXT", nullable: false),
                    tenant_uid = table.Column<string>(type: "TEXT", nullable: true),
                    allocation_id = table.Column<string>(type: "TEXT", nullable: true),
                    admission = table.Column<long>(type: "INTEGER", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_idempotency_keys", x => new { x.scope, x.key });
                });

            migrationBuilder.CreateTable(
                name: "ledgers",
                columns: table => new
                {
                    tenant_id = table.Column<string>(type: "TEXT", nullable: false),
                    tenant_uid = table.Column<string>(type: "TEXT", nullable: false),
                    status = table.Column<int>(type: "INTEGER", nullable: false),
                    grace_until = table.Column<long>(type: "INTEGER", nullable: true),
                    change = table.Column<long>(type: "INTEGER", nullable: false),
                    held_count = table.Column<int>(type: "INTEGER", nullable: false),
                    committed_count = table.Column<int>(type: "INTEGER", nullable: false),
                    share = table.Column<int>(type: "INTEGER", nullable: false),
                    containers_fired_at = table.Column<long>(type: "INTEGER", nullable: false, defaultValue: 0L),
                    containers_grace = table.Column<long>(type: "INTEGER", nullable: true),
                    containers_held = table.Column<long>(type: "INTEGER", nullable: false, defaultValue: 0L),
                    containers_limit = table.Column<long>(type: "INTEGER", nullable: true),
                    containers_threshold = table.Column<long>(type: "INTEGER", nullable: false, defaultValue: 0L),
                    containers_total = table.Column<long>(type: "INTEGER", nullable: false, defaultValue: 0L),
                    cpu_fired_at = table.Column<long>(type: "INTEGER", nullable: false, defaultValue: 0L),
                    cpu_grace = table.Column<long>(type: "INTEGER", nullable: true),
                    cpu_held = table.Column<long>(type: "INTEGER", nullable: false, defaultValue: 0L),
                    cpu_limit = table.Column<long>(type: "INTEGER", nullable: true),
                    cpu_threshold = table.Column<long>(type: "INTEGER", nullable: false, defaultValue: 0L),
                    cpu_total = table.Column<long>(type: "INTEGER", nullable: false, defaultValue: 0L),
                    memory_fired_at = table.Column<long>(type: "INTEGER", nullable: false, defaultValue: 0L),
                    memory_grace = table.Column<long>(type: "INTEGER", nullable: true),
                    memory_held = table.Column<long>(type: "INTEGER", nullable: false, defaultValue: 0L),
                    memory_limit = table.Column<long>(type: "INTEGER", nullable: true),
                    memory_threshold = table.Column<long>(type: "INTEGER", nullable: false, defaultValue: 0L),
                    memory_total = table.Column<long>(type: "INTEGER", nullable: false, defaultValue: 0L),
                    services_fired_at = table.Column<long>(type: "INTEGER", nullable: false, defaultValue: 0L),
                    services_grace = table.Column<long>(type: "INTEGER", nullable: true),
                    services_held = table.Column<long>(type: "INTEGER", nullable: false, defaultValue: 0L),
                    services_limit = table.Column<long>(type: "INTEGER", nullable: true),
                    services_threshold = table.Column<long>(type: "INTEGER", nullable: false, defaultValue: 0L),
                    services_total = table.Column<long>(type: "INTEGER", nullable: false, defaultValue: 0L),
                    storage_fired_at = table.Column<long>(type: "INTEGER", nullable: false, defaultValue: 0L),
                    storage_grace = table.Column<long>(type: "INTEGER", nullable: true),
                    storage_held = table.Column<long>(type: "INTEGER", nullable: false, defaultValue: 0L),
                    storage_limit = table.Column<long>(type: "INTEGER", nullable: true),
                    storage_threshold = table.Column<long>(type: "INTEGER", nullable: false, defaultValue: 0L),
                    storage_total = table.Column<long>(type: "INTEGER", nullable: false, defaultValue: 0L)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ledgers", x => x.tenant_id);
                });

            migrationBuilder.CreateTable(
                name: "plans",
                columns: table => new
                {
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    last_version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_plans", x => x.name);
                });

            migrationBuilder.CreateTable(
                name: "role_bindings",
                columns: table => new
                {
                    subject_kind = table.Column<int>(type: "INTEGER", nullable: false),
                    subject_owner = table.Column<string>(type: "TEXT", nullable: false),
                    subject_id = table.Column<string>(type: "TEXT", nullable: false),
                    role_owner = table.Column<string>(type: "TEXT", nullable: false),
                    role_id = table.Column<string>(type: "TEXT", nullable: false),
                    scope = table.Column<string>(type: "TEXT", nullable: false),
                    tenant_id = table.Column<string>(type: "TEXT", nullable: true),
                    tenant_uid = table.Column<string>(type: "TEXT", nullable: true),
                    @namespace = table.Column<string>(name: "namespace", type: "TEXT", nullable: true),
                    ends_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_role_bindings", x => new { x.subject_kind, x.subject_owner, x.subject_id, x.role_owner, x.role_id, x.scope });
                });

            migrationBuilder.CreateTable(
                name: "roles",
                columns: table => new
                {
                    owner = table.Column<string>(type: "TEXT", nullable: false),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    permissions = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_roles", x => new { x.owner, x.id });
                });

            migrationBuilder.CreateTable(
                name: "usage_log",
                columns: table => new
                {
                    id = table.Column<int>(type: "INTEGER", nullable: false),
                    newest = table.Column<long>(type: "INTEGER", nullable: false),
                    trimmed = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_usage_log", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "usage_records",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    sequence = table.Column<long>(type: "INTEGER", nullable: true),
                    tenant_id = table.Column<string>(type: "TEXT", nullable: false),
                    tenant_uid = table.Column<string>(type: "TEXT", nullable: false),
                    allocation_id = table.Column<string>(type: "TEXT", nullable: false),
                    amounts = table.Column<string>(type: "TEXT", nullable: false),
                    from_at = table.Column<long>(type: "INTEGER", nullable: false),
                    to_at = table.Column<long>(type: "INTEGER", nullable: false),
                    source = table.Column<string>(type: "TEXT", nullable: false),
                    @namespace = table.Column<string>(name: "namespace", type: "TEXT", nullable: true),
                    labels = table.Column<string>(type: "TEXT", nullable: true),
                    is_committed = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_usage_records", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "allocations",
                columns: table => new
                {
                    tenant_id = table.Column<string>(type: "TEXT", nullable: false),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    tenant_uid = table.Column<string>(type: "TEXT", nullable: false),
                    other = table.Column<string>(type: "TEXT", nullable: true),
                    source = table.Column<string>(type: "TEXT", nullable: false),
                    @namespace = table.Column<string>(name: "namespace", type: "TEXT", nullable: true),
                    labels = table.Column<string>(type: "TEXT", nullable: true),
                    admission = table.Column<long>(type: "INTEGER", nullable: false),
                    change = table.Column<long>(type: "INTEGER", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    since_at = table.Column<long>(type: "INTEGER", nullable: false),
                    expires_at = table.Column<long>(type: "INTEGER", nullable: true),
                    is_adopted = table.Column<int>(type: "INTEGER", nullable: false),
                    growth_target = table.Column<string>(type: "TEXT", nullable: true),
                    growth_number = table.Column<long>(type: "INTEGER", nullable: true),
                    growth_expires_at = table.Column<long>(type: "INTEGER", nullable: true),
                    grown_by = table.Column<long>(type: "INTEGER", nullable: false),
                    ends_at = table.Column<long>(type: "INTEGER", nullable: true),
                    containers = table.Column<long>(type: "INTEGER", nullable: false),
                    cpu = table.Column<long>(type: "INTEGER", nullable: false),
                    memory = table.Column<long>(type: "INTEGER", nullable: false),
                    services = table.Column<long>(type: "INTEGER", nullable: false),
                    storage = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_allocations", x => new { x.tenant_id, x.id });
                    table.ForeignKey(
                        name: "FK_allocations_ledgers_tenant_id",
                        column: x => x.tenant_id,
                        principalTable: "ledgers",
                        principalColumn: "tenant_id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "consumption_ids",
                columns: table => new
                {
                    tenant_id = table.Column<string>(type: "TEXT", nullable: false),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    kind = table.Column<int>(type: "INTEGER", nullable: false),
                    asked = table.Column<string>(type: "TEXT", nullable: false),
                    booked = table.Column<string>(type: "TEXT", nullable: true),
                    number = table.Column<long>(type: "INTEGER", nullable: false),
                    ends_at = table.Column<long>(type: "INTEGER", nullable: true),
                    changed_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_consumption_ids", x => new { x.tenant_id, x.id });
                    table.ForeignKey(
                        name: "FK_consumption_ids_ledgers_tenant_id",
                        column: x => x.tenant_id,
                        principalTable: "ledgers",
                        principalColumn: "tenant_id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "consumption_meters",
                columns: table => new
                {
                    tenant_id = table.Column<string>(type: "TEXT", nullable: false),
                    meter = table.Column<string>(type: "TEXT", nullable: false),
                    number = table.Column<long>(type: "INTEGER", nullable: false),
                    unit = table.Column<int>(type: "INTEGER", nullable: false),
                    time_zone = table.Column<string>(type: "TEXT", nullable: false),
                    start_at = table.Column<long>(type: "INTEGER", nullable: false),
                    end_at = table.Column<long>(type: "INTEGER", nullable: false),
                    used = table.Column<long>(type: "INTEGER", nullable: false),
                    carried = table.Column<long>(type: "INTEGER", nullable: false),
                    held = table.Column<long>(type: "INTEGER", nullable: false),
                    threshold = table.Column<int>(type: "INTEGER", nullable: false),
                    fired_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_consumption_meters", x => new { x.tenant_id, x.meter });
                    table.ForeignKey(
                        name: "FK_consumption_meters_ledgers_tenant_id",
                        column: x => x.tenant_id,
                        principalTable: "ledgers",
                        principalColumn: "tenant_id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "ledger_resources",
                columns: table => new
                {
                    tenant_id = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    quota = table.Column<long>(type: "INTEGER", nullable: true),
                    grace = table.Column<long>(type: "INTEGER", nullable: true),
                    total = table.Column<long>(type: "INTEGER", nullable: false),
                    held = table.Column<long>(type: "INTEGER", nullable: false),
                    threshold = table.Column<int>(type: "INTEGER", nullable: false),
                    fired_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ledger_resources", x => new { x.tenant_id, x.name });
                    table.ForeignKey(
                        name: "FK_ledger_resources_ledgers_tenant_id",
                        column: x => x.tenant_id,
                        principalTable: "ledgers",
                        principalColumn: "tenant_id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "tenants",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    uid = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    name_key = table.Column<string>(type: "TEXT", nullable: false),
                    owner_id = table.Column<string>(type: "TEXT", nullable: false),
                    isolation = table.Column<string>(type: "TEXT", nullable: false),
                    namespaces = table.Column<string>(type: "TEXT", nullable: true),
                    status = table.Column<int>(type: "INTEGER", nullable: false),
                    status_reason = table.Column<string>(type: "TEXT", nullable: true),
                    description = table.Column<string>(type: "TEXT", nullable: true),
                    description_key = table.Column<string>(type: "TEXT", nullable: true),
                    labels = table.Column<string>(type: "TEXT", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    updated_at = table.Column<long>(type: "INTEGER", nullable: false),
                    version = table.Column<long>(type: "INTEGER", nullable: false),
                    status_version = table.Column<long>(type: "INTEGER", nullable: false),
                    is_deletion_protected = table.Column<int>(type: "INTEGER", nullable: false),
                    quotas = table.Column<string>(type: "TEXT", nullable: true),
                    budgets = table.Column<string>(type: "TEXT", nullable: true),
                    plan_name = table.Column<string>(type: "TEXT", nullable: true),
                    plan_version = table.Column<int>(type: "INTEGER", nullable: true),
                    parameters = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_tenants", x => x.id);
                    table.ForeignKey(
                        name: "FK_tenants_ledgers_id",
                        column: x => x.id,
                        principalTable: "ledgers",
                        principalColumn: "tenant_id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "plan_versions",
                columns: table => new
                {
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    document = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_plan_versions", x => new { x.name, x.version });
                    table.ForeignKey(
                        name: "FK_plan_versions_plans_name",
                        column: x => x.name,
                        principalTable: "plans",
                        principalColumn: "name",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "namespaces",
                columns: table => new
                {
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    tenant_id = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_namespaces", x => x.name);
                    table.ForeignKey(
                        name: "FK_namespaces_tenants_tenant_id",
                        column: x => x.tenant_id,
                        principalTable: "tenants",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.InsertData(
                table: "event_log",
                columns: new[] { "id", "newest", "trimmed" },
                values: new object[] { 1, 0L, 0L });

            migrationBuilder.InsertData(
                table: "usage_log",
                columns: new[] { "id", "newest", "trimmed" },
                values: new object[] { 1, 0L, 0L });

            migrationBuilder.CreateIndex(
                name: "ix_allocations_ends",
                table: "allocations",
                columns: new[] { "tenant_id", "ends_at" },
                filter: "ends_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_allocations_namespace",
                table: "allocations",
                columns: new[] { "tenant_id", "namespace" },
                filter: "namespace IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_consumption_ids_changed",
                table: "consumption_ids",
                column: "changed_at",
                filter: "ends_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_consumption_ids_ends",
                table: "consumption_ids",
                columns: new[] { "tenant_id", "ends_at" },
                filter: "ends_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_consumption_windows_end",
                table: "consumption_windows",
                column: "end_at");

            migrationBuilder.CreateIndex(
                name: "ix_consumption_windows_start",
                table: "consumption_windows",
                columns: new[] { "tenant_uid", "start_at", "meter", "number" });

            migrationBuilder.CreateIndex(
                name: "ix_events_created",
                table: "events",
                columns: new[] { "tenant_id", "sequence" },
                filter: "kind = 'TenantCreated'");

            migrationBuilder.CreateIndex(
                name: "ix_events_tenant",
                table: "events",
                columns: new[] { "tenant_id", "sequence" });

            migrationBuilder.CreateIndex(
                name: "ix_group_members_user",
                table: "group_members",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ix_idempotency_keys_created",
                table: "idempotency_keys",
                column: "created_at");

            migrationBuilder.CreateIndex(
                name: "ix_namespaces_tenant",
                table: "namespaces",
                column: "tenant_id");

            migrationBuilder.CreateIndex(
                name: "ix_role_bindings_role",
                table: "role_bindings",
                columns: new[] { "role_owner", "role_id" });

            migrationBuilder.CreateIndex(
                name: "ix_role_bindings_tenant",
                table: "role_bindings",
                column: "tenant_id");

            migrationBuilder.CreateIndex(
                name: "ix_tenants_owner",
                table: "tenants",
                columns: new[] { "owner_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_tenants_plan",
                table: "tenants",
                columns: new[] { "plan_name", "id" });

            migrationBuilder.CreateIndex(
                name: "ux_tenants_name_key",
                table: "tenants",
                column: "name_key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_usage_records_tenant",
                table: "usage_records",
                columns: new[] { "tenant_uid", "to_at" });

            migrationBuilder.CreateIndex(
                name: "ix_usage_records_unread",
                table: "usage_records",
                column: "id",
                filter: "sequence IS NULL");

            migrationBuilder.CreateIndex(
                name: "ux_usage_records_sequence",
                table: "usage_records",
                column: "sequence",
                unique: true,
                filter: "sequence IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "allocations");

            migrationBuilder.DropTable(
                name: "consumption_ids");

            migrationBuilder.DropTable(
                name: "consumption_meters");

            migrationBuilder.DropTable(
                name: "consumption_windows");

            migrationBuilder.DropTable(
                name: "event_log");

            migrationBuilder.DropTable(
                name: "event_readers");

            migrationBuilder.DropTable(
                name: "events");

            migrationBuilder.DropTable(
                name: "group_members");

            migrationBuilder.DropTable(
                name: "idempotency_keys");

            migrationBuilder.DropTable(
                name: "ledger_resources");

            migrationBuilder.DropTable(
                name: "namespaces");

            migrationBuilder.DropTable(
                name: "plan_versions");

            migrationBuilder.DropTable(
                name: "role_bindings");

            migrationBuilder.DropTable(
                name: "roles");

            migrationBuilder.DropTable(
                name: "usage_log");

            migrationBuilder.DropTable(
                name: "usage_records");

            migrationBuilder.DropTable(
                name: "tenants");

            migrationBuilder.DropTable(
                name: "plans");

            migrationBuilder.DropTable(
                name: "ledgers");
        }
    }
}
