using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Hivemind.Tenancy.EntityFrameworkCore.PostgreSQL.Migrations
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
                    tenant_uid = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    meter = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    number = table.Column<long>(type: "bigint", nullable: false),
                    tenant_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    unit = table.Column<int>(type: "integer", nullable: false),
                    time_zone = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    start_at = table.Column<long>(type: "bigint", nullable: false),
                    end_at = table.Column<long>(type: "bigint", nullable: false),
                    used = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_consumption_windows", x => new { x.tenant_uid, x.meter, x.number });
                });

            migrationBuilder.CreateTable(
                name: "event_log",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false),
                    newest = table.Column<long>(type: "bigint", nullable: false),
                    trimmed = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_event_log", x => x.id);
                })
                .Annotation("Npgsql:StorageParameter:fillfactor", 50);

            migrationBuilder.CreateTable(
                name: "event_readers",
                columns: table => new
                {
                    name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    sequence = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_event_readers", x => x.name);
                });

            migrationBuilder.CreateTable(
                name: "events",
                columns: table => new
                {
                    sequence = table.Column<long>(type: "bigint", nullable: false),
                    tenant_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    tenant_uid = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    kind = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    occurred_at = table.Column<long>(type: "bigint", nullable: false),
                    document = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_events", x => x.sequence);
                });

            migrationBuilder.CreateTable(
                name: "group_members",
                columns: table => new
                {
                    owner = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    group_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    user_id = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_group_members", x => new { x.owner, x.group_id, x.user_id });
                });

            migrationBuilder.CreateTable(
                name: "idempotency_keys",
                columns: table => new
                {
                    scope = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    key = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    fingerprint = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    made = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    tenant_uid = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    allocation_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    admission = table.Column<long>(type: "bigint", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_idempotency_keys", x => new { x.scope, x.key });
                });

            migrationBuilder.CreateTable(
                name: "ledgers",
                columns: table => new
                {
                    tenant_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    tenant_uid = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    status = table.Column<int>(type: "integer", nullable: false),
                    grace_until = table.Column<long>(type: "bigint", nullable: true),
                    change = table.Column<long>(type: "bigint", nullable: false),
                    held_count = table.Column<int>(type: "integer", nullable: false),
                    committed_count = table.Column<int>(type: "integer", nullable: false),
                    share = table.Column<int>(type: "integer", nullable: false),
                    containers_fired_at = table.Column<long>(type: "bigint", nullable: false, defaultValue: 0L),
                    containers_grace = table.Column<long>(type: "bigint", nullable: true),
                    containers_held = table.Column<long>(type: "bigint", nullable: false, defaultValue: 0L),
                    containers_limit = table.Column<long>(type: "bigint", nullable: true),
                    containers_threshold = table.Column<long>(type: "bigint", nullable: false, defaultValue: 0L),
                    containers_total = table.Column<long>(type: "bigint", nullable: false, defaultValue: 0L),
                    cpu_fired_at = table.Column<long>(type: "bigint", nullable: false, defaultValue: 0L),
                    cpu_grace = table.Column<long>(type: "bigint", nullable: true),
                    cpu_held = table.Column<long>(type: "bigint", nullable: false, defaultValue: 0L),
                    cpu_limit = table.Column<long>(type: "bigint", nullable: true),
                    cpu_threshold = table.Column<long>(type: "bigint", nullable: false, defaultValue: 0L),
                    cpu_total = table.Column<long>(type: "bigint", nullable: false, defaultValue: 0L),
                    memory_fired_at = table.Column<long>(type: "bigint", nullable: false, defaultValue: 0L),
                    memory_grace = table.Column<long>(type: "bigint", nullable: true),
                    memory_held = table.Column<long>(type: "bigint", nullable: false, defaultValue: 0L),
                    memory_limit = table.Column<long>(type: "bigint", nullable: true),
                    memory_threshold = table.Column<long>(type: "bigint", nullable: false, defaultValue: 0L),
                    memory_total = table.Column<long>(type: "bigint", nullable: false, defaultValue: 0L),
                    services_fired_at = table.Column<long>(type: "bigint", nullable: false, defaultValue: 0L),
                    services_grace = table.Column<long>(type: "bigint", nullable: true),
                    services_held = table.Column<long>(type: "bigint", nullable: false, defaultValue: 0L),
                    services_limit = table.Column<long>(type: "bigint", nullable: true),
                    services_threshold = table.Column<long>(type: "bigint", nullable: false, defaultValue: 0L),
                    services_total = table.Column<long>(type: "bigint", nullable: false, defaultValue: 0L),
                    storage_fired_at = table.Column<long>(type: "bigint", nullable: false, defaultValue: 0L),
                    storage_grace = table.Column<long>(type: "bigint", nullable: true),
                    storage_held = table.Column<long>(type: "bigint", nullable: false, defaultValue: 0L),
                    storage_limit = table.Column<long>(type: "bigint", nullable: true),
                    storage_threshold = table.Column<long>(type: "bigint", nullable: false, defaultValue: 0L),
                    storage_total = table.Column<long>(type: "bigint", nullable: false, defaultValue: 0L)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ledgers", x => x.tenant_id);
                })
                .Annotation("Npgsql:StorageParameter:fillfactor", 50);

            migrationBuilder.CreateTable(
                name: "plans",
                columns: table => new
                {
                    name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    last_version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_plans", x => x.name);
                });

            migrationBuilder.CreateTable(
                name: "role_bindings",
                columns: table => new
                {
                    subject_kind = table.Column<int>(type: "integer", nullable: false),
                    subject_owner = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    subject_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    role_owner = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    role_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    scope = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    tenant_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    tenant_uid = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    @namespace = table.Column<string>(name: "namespace", type: "text", nullable: true, collation: "C"),
                    ends_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_role_bindings", x => new { x.subject_kind, x.subject_owner, x.subject_id, x.role_owner, x.role_id, x.scope });
                });

            migrationBuilder.CreateTable(
                name: "roles",
                columns: table => new
                {
                    owner = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    permissions = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_roles", x => new { x.owner, x.id });
                });

            migrationBuilder.CreateTable(
                name: "usage_log",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false),
                    newest = table.Column<long>(type: "bigint", nullable: false),
                    trimmed = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_usage_log", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "usage_records",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    sequence = table.Column<long>(type: "bigint", nullable: true),
                    tenant_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    tenant_uid = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    allocation_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    amounts = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    from_at = table.Column<long>(type: "bigint", nullable: false),
                    to_at = table.Column<long>(type: "bigint", nullable: false),
                    source = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    @namespace = table.Column<string>(name: "namespace", type: "text", nullable: true, collation: "C"),
                    labels = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    is_committed = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_usage_records", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "allocations",
                columns: table => new
                {
                    tenant_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    tenant_uid = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    other = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    source = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    @namespace = table.Column<string>(name: "namespace", type: "text", nullable: true, collation: "C"),
                    labels = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    admission = table.Column<long>(type: "bigint", nullable: false),
                    change = table.Column<long>(type: "bigint", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    since_at = table.Column<long>(type: "bigint", nullable: false),
                    expires_at = table.Column<long>(type: "bigint", nullable: true),
                    is_adopted = table.Column<int>(type: "integer", nullable: false),
                    growth_target = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    growth_number = table.Column<long>(type: "bigint", nullable: true),
                    growth_expires_at = table.Column<long>(type: "bigint", nullable: true),
                    grown_by = table.Column<long>(type: "bigint", nullable: false),
                    ends_at = table.Column<long>(type: "bigint", nullable: true),
                    containers = table.Column<long>(type: "bigint", nullable: false),
                    cpu = table.Column<long>(type: "bigint", nullable: false),
                    memory = table.Column<long>(type: "bigint", nullable: false),
                    services = table.Column<long>(type: "bigint", nullable: false),
                    storage = table.Column<long>(type: "bigint", nullable: false)
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
                    tenant_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    kind = table.Column<int>(type: "integer", nullable: false),
                    asked = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    booked = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    number = table.Column<long>(type: "bigint", nullable: false),
                    ends_at = table.Column<long>(type: "bigint", nullable: true),
                    changed_at = table.Column<long>(type: "bigint", nullable: false)
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
                    tenant_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    meter = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    number = table.Column<long>(type: "bigint", nullable: false),
                    unit = table.Column<int>(type: "integer", nullable: false),
                    time_zone = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    start_at = table.Column<long>(type: "bigint", nullable: false),
                    end_at = table.Column<long>(type: "bigint", nullable: false),
                    used = table.Column<long>(type: "bigint", nullable: false),
                    carried = table.Column<long>(type: "bigint", nullable: false),
                    held = table.Column<long>(type: "bigint", nullable: false),
                    threshold = table.Column<int>(type: "integer", nullable: false),
                    fired_at = table.Column<long>(type: "bigint", nullable: false)
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
                })
                .Annotation("Npgsql:StorageParameter:fillfactor", 50);

            migrationBuilder.CreateTable(
                name: "ledger_resources",
                columns: table => new
                {
                    tenant_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    quota = table.Column<long>(type: "bigint", nullable: true),
                    grace = table.Column<long>(type: "bigint", nullable: true),
                    total = table.Column<long>(type: "bigint", nullable: false),
                    held = table.Column<long>(type: "bigint", nullable: false),
                    threshold = table.Column<int>(type: "integer", nullable: false),
                    fired_at = table.Column<long>(type: "bigint", nullable: false)
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
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    uid = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    name_key = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    owner_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    isolation = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    namespaces = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    status = table.Column<int>(type: "integer", nullable: false),
                    status_reason = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    description = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    description_key = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    labels = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    updated_at = table.Column<long>(type: "bigint", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false),
                    status_version = table.Column<long>(type: "bigint", nullable: false),
                    is_deletion_protected = table.Column<int>(type: "integer", nullable: false),
                    quotas = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    budgets = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    plan_name = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    plan_version = table.Column<int>(type: "integer", nullable: true),
                    parameters = table.Column<string>(type: "text", nullable: true, collation: "C")
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
                    name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    version = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    document = table.Column<string>(type: "text", nullable: false, collation: "C")
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
                    name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    tenant_id = table.Column<string>(type: "text", nullable: false, collation: "C")
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
