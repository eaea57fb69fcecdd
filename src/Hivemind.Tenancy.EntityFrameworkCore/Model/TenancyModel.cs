using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>The tables. Keys and orders are ordinal: a database whose default collation is not says so in its own context.</summary>
internal static partial class TenancyModel
{
    public const string TenantCreatedKind = nameof(TenantCreated);

    public static void Configure(ModelBuilder model)
    {
        model.Entity<LedgerRow>(Ledgers);
        model.Entity<LedgerResourceRow>(LedgerResources);
        model.Entity<TenantRow>(Tenants);
        model.Entity<NamespaceRow>(Namespaces);
        model.Entity<AllocationRow>(Allocations);
        model.Entity<UsageRecordRow>(UsageRecords);
        model.Entity<UsageLogRow>(UsageLog);
        model.Entity<MeterRow>(Meters);
        model.Entity<ConsumptionEntryRow>(ConsumptionEntries);
        model.Entity<ConsumptionWindowRow>(ConsumptionWindows);
        model.Entity<EventRow>(Events);
        model.Entity<EventLogRow>(EventLog);
        model.Entity<EventReaderRow>(EventReaders);
        model.Entity<IdempotencyKeyRow>(IdempotencyKeys);
        model.Entity<PlanRow>(Plans);
        model.Entity<PlanVersionRow>(PlanVersions);
        model.Entity<RoleRow>(Roles);
        model.Entity<RoleBindingRow>(RoleBindings);
        model.Entity<GroupMemberRow>(GroupMembers);
    }

    private static void Tenants(EntityTypeBuilder<TenantRow> tenant)
    {
        tenant.ToTable("tenants");
        tenant.HasKey(t => t.Id);
        tenant.Property(t => t.Id).HasColumnName("id").ValueGeneratedNever();
        tenant.Property(t => t.Uid).HasColumnName("uid");
        tenant.Property(t => t.Name).HasColumnName("name");
        tenant.Property(t => t.NameKey).HasColumnName("name_key");
        tenant.Property(t => t.OwnerId).HasColumnName("owner_id");
        tenant.Property(t => t.Isolation).HasColumnName("isolation");
        tenant.Property(t => t.Namespaces).HasColumnName("namespaces");
        tenant.Property(t => t.Status).HasColumnName("status");
        tenant.Property(t => t.StatusReason).HasColumnName("status_reason");
        tenant.Property(t => t.Description).HasColumnName("description");
        tenant.Property(t => t.DescriptionKey).HasColumnName("description_key");
        tenant.Property(t => t.Labels).HasColumnName("labels");
        tenant.Property(t => t.CreatedAt).HasColumnName("created_at");
        tenant.Property(t => t.UpdatedAt).HasColumnName("updated_at");
        tenant.Property(t => t.Version).HasColumnName("version");
        tenant.Property(t => t.StatusVersion).HasColumnName("status_version");
        tenant.Property(t => t.IsDeletionProtected).HasColumnName("is_deletion_protected").HasConversion<int>();
        tenant.Property(t => t.Quotas).HasColumnName("quotas");
        tenant.Property(t => t.Budgets).HasColumnName("budgets");
        tenant.Property(t => t.PlanName).HasColumnName("plan_name");
        tenant.Property(t => t.PlanVersion).HasColumnName("plan_version");
        tenant.Property(t => t.Parameters).HasColumnName("parameters");

        // The ledger is taken first and goes last.
        tenant.HasOne<LedgerRow>().WithOne().HasForeignKey<TenantRow>(t => t.Id).OnDelete(DeleteBehavior.Restrict);
        tenant.HasIndex(t => t.NameKey).IsUnique().HasDatabaseName("ux_tenants_name_key");
        tenant.HasIndex(t => new { t.OwnerId, t.Id }).HasDatabaseName("ix_tenants_owner");
        tenant.HasIndex(t => new { t.PlanName, t.Id }).HasDatabaseName("ix_tenants_plan");
    }

    private static void Namespaces(EntityTypeBuilder<NamespaceRow> name)
    {
        name.ToTable("namespaces");
        name.HasKey(n => n.Name);
        name.Property(n => n.Name).HasColumnName("name").ValueGeneratedNever();
        name.Property(n => n.TenantId).HasColumnName("tenant_id");
        name.HasOne<TenantRow>().WithMany().HasForeignKey(n => n.TenantId).OnDelete(DeleteBehavior.Cascade);
        name.HasIndex(n => n.TenantId).HasDatabaseName("ix_namespaces_tenant");
    }

    private static void Ledgers(EntityTypeBuilder<LedgerRow> ledger)
    {
        ledger.ToTable("ledgers");
        ledger.HasKey(l => l.TenantId);
        ledger.Property(l => l.TenantId).HasColumnName("tenant_id").ValueGeneratedNever();
        ledger.Property(l => l.TenantUid).HasColumnName("tenant_uid");
        ledger.Property(l => l.Status).HasColumnName("status");
        ledger.Property(l => l.GraceUntil).HasColumnName("grace_until");
        ledger.Property(l => l.Change).HasColumnName("change");
        ledger.Property(l => l.HeldCount).HasColumnName("held_count");
        ledger.Property(l => l.CommittedCount).HasColumnName("committed_count");
        ledger.Property(l => l.Share).HasColumnName("share");
        foreach (string column in ResourceColumns.Bounds)
        {
            ledger.Property<long?>(column).HasColumnName(column);
        }

        foreach (string column in ResourceColumns.Counts)
        {
            ledger.Property<long>(column).HasColumnName(column).HasDefaultValue(0L);
        }
    }

    private static void LedgerResources(EntityTypeBuilder<LedgerResourceRow> resource)
    {
        resource.ToTable("ledger_resources");
        resource.HasKey(r => new { r.TenantId, r.Name });
        resource.Property(r => r.TenantId).HasColumnName("tenant_id");
        resource.Property(r => r.Name).HasColumnName("name");
        resource.Property(r => r.Limit).HasColumnName("quota");
        resource.Property(r => r.Grace).HasColumnName(ResourceColumns.Grace);
        resource.Property(r => r.Total).HasColumnName(ResourceColumns.Total);
        resource.Property(r => r.Held).HasColumnName(ResourceColumns.Held);
        resource.Property(r => r.Threshold).HasColumnName(ResourceColumns.Threshold);
        resource.Property(r => r.FiredAt).HasColumnName(ResourceColumns.FiredAt);
        resource.HasOne<LedgerRow>().WithMany().HasForeignKey(r => r.TenantId).OnDelete(DeleteBehavior.Cascade);
    }

    private static void Allocations(EntityTypeBuilder<AllocationRow> allocation)
    {
        allocation.ToTable("allocations");
        allocation.HasKey(a => new { a.TenantId, a.Id });
        allocation.Property(a => a.TenantId).HasColumnName("tenant_id");
        allocation.Property(a => a.Id).HasColumnName("id");
        allocation.Property(a => a.TenantUid).HasColumnName("tenant_uid");
        foreach (string resource in ResourceSteps.Known)
        {
            allocation.Property<long>(resource).HasColumnName(resource);
        }

        allocation.Property(a => a.Other).HasColumnName("other");
        allocation.Property(a => a.Source).HasColumnName("source");
        allocation.Property(a => a.Namespace).HasColumnName("namespace");
        allocation.Property(a => a.Labels).HasColumnName("labels");
        allocation.Property(a => a.Admission).HasColumnName("admission");
        allocation.Property(a => a.Change).HasColumnName("change");
        allocation.Property(a => a.CreatedAt).HasColumnName("created_at");
        allocation.Property(a => a.ExpiresAt).HasColumnName("expires_at");
        allocation.Property(a => a.IsAdopted).HasColumnName("is_adopted");
        allocation.Property(a => a.GrowthTarget).HasColumnName("growth_target");
        allocation.Property(a => a.GrowthNumber).HasColumnName("growth_number");
        allocation.Property(a => a.GrowthExpiresAt).HasColumnName("growth_expires_at");
        allocation.Property(a => a.GrownBy).HasColumnName("grown_by");
        allocation.Property(a => a.SinceAt).HasColumnName("since_at");
        allocation.Property(a => a.EndsAt).HasColumnName("ends_at");

        // Not with the ledger: the record goes when no row is left, which this holds everybody to.
        allocation.HasOne<LedgerRow>().WithMany().HasForeignKey(a => a.TenantId).OnDelete(DeleteBehavior.Restrict);
        allocation.HasIndex(a => new { a.TenantId, a.EndsAt }).HasFilter("ends_at IS NOT NULL").HasDatabaseName("ix_allocations_ends");
        allocation.HasIndex(a => new { a.TenantId, a.Namespace }).HasFilter("namespace IS NOT NULL").HasDatabaseName("ix_allocations_namespace");
    }

    private static void Events(EntityTypeBuilder<EventRow> entry)
    {
        entry.ToTable("events");
        entry.HasKey(e => e.Sequence);
        entry.Property(e => e.Sequence).HasColumnName("sequence").ValueGeneratedNever();
        entry.Property(e => e.TenantId).HasColumnName("tenant_id");
        entry.Property(e => e.TenantUid).HasColumnName("tenant_uid");
        entry.Property(e => e.Kind).HasColumnName("kind");
        entry.Property(e => e.OccurredAt).HasColumnName("occurred_at");
        entry.Property(e => e.Document).HasColumnName("document");
        entry.HasIndex(e => new { e.TenantId, e.Sequence }, "ix_events_tenant").HasDatabaseName("ix_events_tenant");

        // Where reading of one tenant begins, see ITenantStore.ReadEventsAsync.
        entry.HasIndex(e => new { e.TenantId, e.Sequence }, "ix_events_created")
            .HasFilter($"kind = '{TenantCreatedKind}'").HasDatabaseName("ix_events_created");
    }

    private static void EventLog(EntityTypeBuilder<EventLogRow> log)
    {
        log.ToTable("event_log");
        log.HasKey(l => l.Id);
        log.Property(l => l.Id).HasColumnName("id").ValueGeneratedNever();
        log.Property(l => l.Newest).HasColumnName("newest");
        log.Property(l => l.Trimmed).HasColumnName("trimmed");
        log.HasData(new EventLogRow { Id = EventLogRow.Only, Newest = 0, Trimmed = 0 });
    }

    private static void EventReaders(EntityTypeBuilder<EventReaderRow> reader)
    {
        reader.ToTable("event_readers");
        reader.HasKey(r => r.Name);
        reader.Property(r => r.Name).HasColumnName("name").ValueGeneratedNever();
        reader.Property(r => r.Sequence).HasColumnName("sequence");
    }

    private static void IdempotencyKeys(EntityTypeBuilder<IdempotencyKeyRow> key)
    {
        key.ToTable("idempotency_keys");
        key.HasKey(k => new { k.Scope, k.Key });
        key.Property(k => k.Scope).HasColumnName("scope");
        key.Property(k => k.Key).HasColumnName("key");
        key.Property(k => k.Fingerprint).HasColumnName("fingerprint");
        key.Property(k => k.Made).HasColumnName("made");
        key.Property(k => k.TenantUid).HasColumnName("tenant_uid");
        key.Property(k => k.AllocationId).HasColumnName("allocation_id");
        key.Property(k => k.Admission).HasColumnName("admission");
        key.Property(k => k.CreatedAt).HasColumnName("created_at");
        key.HasIndex(k => k.CreatedAt).HasDatabaseName("ix_idempotency_keys_created");
    }

    private static void Plans(EntityTypeBuilder<PlanRow> plan)
    {
        plan.ToTable("plans");
        plan.HasKey(p => p.Name);
        plan.Property(p => p.Name).HasColumnName("name").ValueGeneratedNever();
        plan.Property(p => p.LastVersion).HasColumnName("last_version");
    }

    private static void PlanVersions(EntityTypeBuilder<PlanVersionRow> version)
    {
        version.ToTable("plan_versions");
        version.HasKey(v => new { v.Name, v.Version });
        version.Property(v => v.Name).HasColumnName("name");
        version.Property(v => v.Version).HasColumnName("version").ValueGeneratedNever();
        version.Property(v => v.CreatedAt).HasColumnName("created_at");
        version.Property(v => v.Document).HasColumnName("document");
        version.HasOne<PlanRow>().WithMany().HasForeignKey(v => v.Name).OnDelete(DeleteBehavior.Restrict);
    }

    private static void Roles(EntityTypeBuilder<RoleRow> role)
    {
        role.ToTable("roles");
        role.HasKey(r => new { r.Owner, r.Id });
        role.Property(r => r.Owner).HasColumnName("owner");
        role.Property(r => r.Id).HasColumnName("id");
        role.Property(r => r.Permissions).HasColumnName("permissions");
    }

    private static void RoleBindings(EntityTypeBuilder<RoleBindingRow> binding)
    {
        binding.ToTable("role_bindings");
        binding.HasKey(b => new { b.SubjectKind, b.SubjectOwner, b.SubjectId, b.RoleOwner, b.RoleId, b.Scope });
        binding.Property(b => b.SubjectKind).HasColumnName("subject_kind");
        binding.Property(b => b.SubjectOwner).HasColumnName("subject_owner");
        binding.Property(b => b.SubjectId).HasColumnName("subject_id");
        binding.Property(b => b.RoleOwner).HasColumnName("role_owner");
        binding.Property(b => b.RoleId).HasColumnName("role_id");
        binding.Property(b => b.Scope).HasColumnName("scope");
        binding.Property(b => b.TenantId).HasColumnName("tenant_id");
        binding.Property(b => b.TenantUid).HasColumnName("tenant_uid");
        binding.Property(b => b.Namespace).HasColumnName("namespace");
        binding.Property(b => b.EndsAt).HasColumnName("ends_at");
        binding.HasIndex(b => b.TenantId).HasDatabaseName("ix_role_bindings_tenant");
        binding.HasIndex(b => new { b.RoleOwner, b.RoleId }).HasDatabaseName("ix_role_bindings_role");
    }

    private static void GroupMembers(EntityTypeBuilder<GroupMemberRow> member)
    {
        member.ToTable("group_members");
        member.HasKey(m => new { m.Owner, m.GroupId, m.UserId });
        member.Property(m => m.Owner).HasColumnName("owner");
        member.Property(m => m.GroupId).HasColumnName("group_id");
        member.Property(m => m.UserId).HasColumnName("user_id");
        member.HasIndex(m => m.UserId).HasDatabaseName("ix_group_members_user");
    }
}
