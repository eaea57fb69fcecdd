using Microsoft.EntityFrameworkCore;

namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>
/// The tables of tenancy. For authors of a database's package, which derives a context with its own migrations; hosts use
/// <see cref="ITenantManager"/> and its siblings, and never a context. It is used only within <see cref="TenancyDatabase"/>.
/// </summary>
public abstract class TenancyDbContext : DbContext
{
    /// <summary>Makes a context that can be pooled: everything it does, it does in a transaction of <see cref="TenancyDatabase"/>.</summary>
    /// <param name="options">The database's options.</param>
    protected TenancyDbContext(DbContextOptions options)
        : base(options)
    {
        Database.AutoTransactionBehavior = AutoTransactionBehavior.Never;
        Database.AutoSavepointsEnabled = false;
        ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
    }

    internal DbSet<TenantRow> Tenants => Set<TenantRow>();

    internal DbSet<NamespaceRow> Namespaces => Set<NamespaceRow>();

    internal DbSet<EventRow> Events => Set<EventRow>();

    internal DbSet<EventLogRow> EventLog => Set<EventLogRow>();

    internal DbSet<EventReaderRow> EventReaders => Set<EventReaderRow>();

    internal DbSet<RoleRow> Roles => Set<RoleRow>();

    internal DbSet<RoleBindingRow> RoleBindings => Set<RoleBindingRow>();

    internal DbSet<GroupMemberRow> GroupMembers => Set<GroupMemberRow>();

    /// <summary>Whether the transaction at hand appends events.</summary>
    internal bool HasAppended { get; set; }

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        TenancyModel.Configure(modelBuilder);
    }
}
