using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>The tables. Keys and orders are ordinal: a database whose default collation is not says so in its own context.</summary>
internal static class TenancyModel
{
    public const string TenantCreatedKind = nameof(TenantCreated);

    public static void Configure(ModelBuilder model)
    {
        model.Entity<TenantRow>(Tenants);
        model.Entity<NamespaceRow>(Namespaces);
        model.Entity<AllocationRow>(Allocations);
        model.Entity<EventRow>(Events);
        model.Entity<EventLogRow>(EventLog);
        model.Entity<EventReaderRow>(EventReaders);
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
        tenant.Property(t => t.CpuLimit).HasColumnName("cpu_limit");
        tenant.Property(t => t.MemoryLimit).HasColumnName("memory_limit");
        tenant.Property(t => t.StorageLimit).HasColumnName("storage_limit");
        tenant.Property(t => t.ContainersLimit).HasColumnName("containers_limit");
        tenant.Property(t => t.ServicesLimit).HasColumnName("services_limit");
        tenant.Property(t => t.OtherLimits).HasColumnName("other_limits");
        tenant.Property(t => t.Grace).HasColumnName("grace");
        tenant.Property(t => t.GraceUntil).HasColumnName("grace_until");
        tenant.Property(t => t.Thresholds).HasColumnName("thresholds");
        tenant.HasIndex(t => t.NameKey).IsUnique().HasDatabaseName("ux_tenants_name_key");
        tenant.HasIndex(t => new { t.OwnerId, t.Id }).HasDatabaseName("ix_tenants_owner");
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

    private static void Allocations(EntityTypeBuilder<AllocationRow> allocation)
    {
        allocation.ToTable("allocations");
        allocation.HasKey(a => a.Token);
        allocation.Property(a => a.Token).HasColumnName("token").ValueGeneratedOnAdd();
        allocation.Property(a => a.TenantId).HasColumnName("tenant_id");
        allocation.Property(a => a.Id).HasColumnName("id");
        allocation.Property(a => a.Cpu).HasColumnName("cpu");
        allocation.Property(a => a.Memory).HasColumnName("memory");
        allocation.Property(a => a.Storage).HasColumnName("storage");
        allocation.Property(a => a.Containers).HasColumnName("containers");
        allocation.Property(a => a.Services).HasColumnName("services");
        allocation.Property(a => a.Other).HasColumnName("other");
        allocation.Property(a => a.Source).HasColumnName("source");
        allocation.Property(a => a.ExpiresAt).HasColumnName("expires_at");
        allocation.Property(a => a.CreatedAt).HasColumnName("created_at");
        allocation.Property(a => a.ChangedAt).HasColumnName("changed_at");
        allocation.HasOne<TenantRow>().WithMany().HasForeignKey(a => a.TenantId).OnDelete(DeleteBehavior.Cascade);
        allocation.HasIndex(a => new { a.TenantId, a.Id }).IsUnique().HasDatabaseName("ux_allocations_tenant_id");
        allocation.HasIndex(a => new { a.TenantId, a.ExpiresAt }).HasFilter("expires_at IS NOT NULL").HasDatabaseName("ix_allocations_holds");
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

    private static void Roles(EntityTypeBuilder<RoleRow> role)
    {
        role.ToTable("roles");
        role.HasKey(r => r.Id);
        role.Property(r => r.Id).HasColumnName("id").ValueGeneratedNever();
        role.Property(r => r.Permissions).HasColumnName("permissions");
    }

    private static void RoleBindings(EntityTypeBuilder<RoleBindingRow> binding)
    {
        binding.ToTable("role_bindings");
        binding.HasKey(b => new { b.SubjectKind, b.SubjectId, b.RoleId, b.Scope });
        binding.Property(b => b.SubjectKind).HasColumnName("subject_kind");
        binding.Property(b => b.SubjectId).HasColumnName("subject_id");
        binding.Property(b => b.RoleId).HasColumnName("role_id");
        binding.Property(b => b.Scope).HasColumnName("scope");
        binding.Property(b => b.TenantId).HasColumnName("tenant_id");
        binding.Property(b => b.Namespace).HasColumnName("namespace");
        binding.HasIndex(b => b.TenantId).HasDatabaseName("ix_role_bindings_tenant");
        binding.HasIndex(b => b.RoleId).HasDatabaseName("ix_role_bindings_role");
    }

    private static void GroupMembers(EntityTypeBuilder<GroupMemberRow> member)
    {
        member.ToTable("group_members");
        member.HasKey(m => new { m.GroupId, m.UserId });
        member.Property(m => m.GroupId).HasColumnName("group_id");
        member.Property(m => m.UserId).HasColumnName("user_id");
        member.HasIndex(m => m.UserId).HasDatabaseName("ix_group_members_user");
    }
}
