namespace Hivemind.Tenancy;

/// <summary>
/// A customer of the host, as it is at one moment. Immutable: change it with <c>with</c> inside
/// <see cref="ITenantManager.UpdateTenantAsync"/>. Two tenants that say the same are equal, collections included.
/// </summary>
public sealed record Tenant
{
    /// <summary>The id, unique over all tenants.</summary>
    public required TenantId Id { get; init => field = Requires.TenantId(value); }

    /// <summary>
    /// Which tenant of that id, given at creation and never again: one made later under the same id has another. See
    /// <see cref="TenantReference"/>.
    /// </summary>
    public required TenantUid Uid
    {
        get;
        init => field = Requires.TenantUid(value);
    }

    /// <summary>The name, 1 to 128 characters on one line; unique over all tenants, compared by <c>ToUpperInvariant()</c>.</summary>
    public required string Name { get; init => field = Requires.Line(value, "Tenant name", TenancyLimits.NameLength); }

    /// <summary>The user who owns the tenant, 1 to 256 characters, and so has the rights of tenant-admin in it.</summary>
    public required string OwnerId { get; init => field = Requires.UserId(value); }

    /// <summary>How far it is kept apart from other tenants. <see cref="IsolationLevel.Soft"/> unless set.</summary>
    public IsolationLevel IsolationLevel { get; init => field = value ?? throw new ArgumentNullException(nameof(value)); } = IsolationLevel.Soft;

    /// <summary>What it may hold at most. <see cref="ResourceQuotas.Unlimited"/> unless set.</summary>
    public ResourceQuotas ResourceQuotas { get; init => field = value ?? throw new ArgumentNullException(nameof(value)); } = ResourceQuotas.Unlimited;

    /// <summary>What it may use up at most, by meter: up to 64; a meter without a budget is counted, by calendar months in UTC, and not limited. None unless set.</summary>
    public IReadOnlyDictionary<string, ConsumptionBudget> Budgets { get; init => field = BudgetRules.Budgets(value); } = ValueMap<ConsumptionBudget>.Empty;

    /// <summary>Its namespaces: up to 1,000 RFC 1123 labels, each of which belongs to one tenant. Kept sorted, without duplicates.</summary>
    public IReadOnlyList<string> Namespaces { get; init => field = TenantRules.Namespaces(value); } = ValueList<string>.Empty;

    /// <summary>Where it is in its life.</summary>
    public TenantStatus Status { get; init => field = Requires.Defined(value, "Tenant status"); } = TenantStatus.Pending;

    /// <summary>Why it is in this status (who suspended it and why, which provisioner failed), up to 1,024 characters.</summary>
    public string? StatusReason
    {
        get;
        init => field = value is null ? null : Requires.Text(value, "Status reason", TenancyLimits.ReasonLength, multiline: true);
    }

    /// <summary>What the tenant is for, up to 1,024 characters.</summary>
    public string? Description
    {
        get;
        init => field = value is null ? null : Requires.Text(value, "Description", TenancyLimits.DescriptionLength, multiline: true);
    }

    /// <summary>The host's own marks: up to 64, keys of 1 to 63 characters, values of up to 63.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init => field = LabelRules.Labels(value); } = ValueMap<string>.Empty;

    /// <summary>What the host's provisioners read: up to 64, keys of 1 to 63 characters, values of up to 1,024. Nothing secret: who may read the tenant reads it.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init => field = LabelRules.Parameters(value); } = ValueMap<string>.Empty;

    /// <summary>
    /// The version of the plan that it was made from or moved to last, which only <see cref="IPlanManager"/> changes; null for none. What the tenant says
    /// itself counts, whatever the plan says: where they differ, the tenant has settings of its own.
    /// </summary>
    public PlanReference? Plan { get; init => field = value?.WithVersion(nameof(value)); }

    /// <summary>
    /// Whether it cannot be deleted, on any host, until this is taken away, which needs Global scope. A default tenant has it. False
    /// unless set.
    /// </summary>
    public bool IsDeletionProtected { get; init; }

    /// <summary>When it was created by the store's clock, in whole microseconds. For show: <see cref="Uid"/> tells tenants apart.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the record last changed, in whole microseconds.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Moves by one with each change of the record (not with allocations). 1 is the first.</summary>
    public long Version { get; init; }

    /// <summary>
    /// The <see cref="Version"/> at which <see cref="Status"/> was last written, be it to the same: tells a new suspension from the
    /// one before. That a provisioner failed, which changes only <see cref="StatusReason"/>, leaves it as it is.
    /// </summary>
    public long StatusVersion { get; init; }

    /// <summary>The form in which names are compared and kept unique: <c>Name.ToUpperInvariant()</c>.</summary>
    internal string NameKey => Name.ToUpperInvariant();
}
