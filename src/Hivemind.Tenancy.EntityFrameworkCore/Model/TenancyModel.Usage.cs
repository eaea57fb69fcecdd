using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <content>What was held over time, and what is used up.</content>
internal static partial class TenancyModel
{
    private static void UsageRecords(EntityTypeBuilder<UsageRecordRow> record)
    {
        record.ToTable("usage_records");
        record.HasKey(r => r.Id);
        record.Property(r => r.Id).HasColumnName("id").ValueGeneratedOnAdd();
        record.Property(r => r.Sequence).HasColumnName("sequence");
        record.Property(r => r.TenantId).HasColumnName("tenant_id");
        record.Property(r => r.TenantUid).HasColumnName("tenant_uid");
        record.Property(r => r.AllocationId).HasColumnName("allocation_id");
        record.Property(r => r.Amounts).HasColumnName("amounts");
        record.Property(r => r.From).HasColumnName("from_at");
        record.Property(r => r.To).HasColumnName("to_at");
        record.Property(r => r.Source).HasColumnName("source");
        record.Property(r => r.Namespace).HasColumnName("namespace");
        record.Property(r => r.Labels).HasColumnName("labels");
        record.Property(r => r.IsCommitted).HasColumnName("is_committed");

        // No record crosses the end of a month, so that a month of a tenant is a range of ends.
        record.HasIndex(r => new { r.TenantUid, r.To }).HasDatabaseName("ix_usage_records_tenant");
        record.HasIndex(r => r.Sequence).IsUnique().HasFilter("sequence IS NOT NULL").HasDatabaseName("ux_usage_records_sequence");
        record.HasIndex(r => r.Id).HasFilter("sequence IS NULL").HasDatabaseName("ix_usage_records_unread");
    }

    private static void UsageLog(EntityTypeBuilder<UsageLogRow> log)
    {
        log.ToTable("usage_log");
        log.HasKey(l => l.Id);
        log.Property(l => l.Id).HasColumnName("id").ValueGeneratedNever();
        log.Property(l => l.Newest).HasColumnName("newest");
        log.Property(l => l.Trimmed).HasColumnName("trimmed");
        log.HasData(new UsageLogRow { Id = UsageLogRow.Only, Newest = 0, Trimmed = 0 });
    }

    private static void Meters(EntityTypeBuilder<MeterRow> meter)
    {
        meter.ToTable("consumption_meters");
        meter.HasKey(m => new { m.TenantId, m.Meter });
        meter.Property(m => m.TenantId).HasColumnName("tenant_id");
        meter.Property(m => m.Meter).HasColumnName("meter");
        meter.Property(m => m.Number).HasColumnName("number");
        meter.Property(m => m.Unit).HasColumnName("unit");
        meter.Property(m => m.TimeZoneId).HasColumnName("time_zone");
        meter.Property(m => m.StartAt).HasColumnName("start_at");
        meter.Property(m => m.EndAt).HasColumnName("end_at");
        meter.Property(m => m.Used).HasColumnName("used");
        meter.Property(m => m.Carried).HasColumnName("carried");
        meter.Property(m => m.Held).HasColumnName("held");
        meter.Property(m => m.Threshold).HasColumnName("threshold");
        meter.Property(m => m.FiredAt).HasColumnName("fired_at");
        meter.HasOne<LedgerRow>().WithMany().HasForeignKey(m => m.TenantId).OnDelete(DeleteBehavior.Cascade);
    }

    private static void ConsumptionEntries(EntityTypeBuilder<ConsumptionEntryRow> entry)
    {
        entry.ToTable("consumption_ids");
        entry.HasKey(e => new { e.TenantId, e.Id });
        entry.Property(e => e.TenantId).HasColumnName("tenant_id");
        entry.Property(e => e.Id).HasColumnName("id");
        entry.Property(e => e.Kind).HasColumnName("kind");
        entry.Property(e => e.Asked).HasColumnName("asked");
        entry.Property(e => e.Booked).HasColumnName("booked");
        entry.Property(e => e.Number).HasColumnName("number");
        entry.Property(e => e.EndsAt).HasColumnName("ends_at");
        entry.Property(e => e.ChangedAt).HasColumnName("changed_at");
        entry.HasOne<LedgerRow>().WithMany().HasForeignKey(e => e.TenantId).OnDelete(DeleteBehavior.Cascade);
        entry.HasIndex(e => new { e.TenantId, e.EndsAt }).HasFilter("ends_at IS NOT NULL").HasDatabaseName("ix_consumption_ids_ends");
        entry.HasIndex(e => e.ChangedAt).HasFilter("ends_at IS NULL").HasDatabaseName("ix_consumption_ids_changed");
    }

    private static void ConsumptionWindows(EntityTypeBuilder<ConsumptionWindowRow> window)
    {
        window.ToTable("consumption_windows");
        window.HasKey(w => new { w.TenantUid, w.Meter, w.Number });
        window.Property(w => w.TenantUid).HasColumnName("tenant_uid");
        window.Property(w => w.Meter).HasColumnName("meter");
        window.Property(w => w.Number).HasColumnName("number");
        window.Property(w => w.TenantId).HasColumnName("tenant_id");
        window.Property(w => w.Unit).HasColumnName("unit");
        window.Property(w => w.TimeZoneId).HasColumnName("time_zone");
        window.Property(w => w.StartAt).HasColumnName("start_at");
        window.Property(w => w.EndAt).HasColumnName("end_at");
        window.Property(w => w.Used).HasColumnName("used");
        window.HasIndex(w => new { w.TenantUid, w.StartAt, w.Meter, w.Number }).HasDatabaseName("ix_consumption_windows_start");
        window.HasIndex(w => w.EndAt).HasDatabaseName("ix_consumption_windows_end");
    }
}
