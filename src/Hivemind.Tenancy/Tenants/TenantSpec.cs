namespace Hivemind.Tenancy;

/// <summary>What a tenant shall be, given to <see cref="ITenantManager.CreateTenantAsync(TenantSpec, System.Threading.CancellationToken)"/>. Ranges are those of <see cref="Tenant"/>.</summary>
public sealed record TenantSpec
{
    /// <summary>The id, unique over all tenants.</summary>
    public required TenantId Id { get; init => field = Requires.TenantId(value); }

    /// <summary>The name, 1 to 128 characters; unique over all tenants, compared by <c>ToUpperInvariant()</c>.</summary>
    public required string Name { get; init => field = Requires.Line(value, "Tenant name", TenancyLimits.NameLength); }

    /// <summary>The user who owns the tenant, 1 to 256 characters.</summary>
    public required string OwnerId { get; init => field = Requires.UserId(value); }

    /// <summary>
    /// The plan that it is made from, at the version that is named or the latest; null, as it is unless set, for
    /// <see cref="HivemindTenancyOptions.DefaultPlan"/>, or none. What the spec sets itself goes before what the plan says: by key for quotas, budgets,
    /// labels and parameters. A limit of the plan cannot be lifted here: change the tenant after that.
    /// </summary>
    public PlanReference? Plan { get; init => field = value?.Validated(nameof(value)); }

    /// <summary>How far it is kept apart. Null, as it is unless set, for what the plan says, else <see cref="IsolationLevel.Soft"/>.</summary>
    public IsolationLevel? IsolationLevel { get; init; }

    /// <summary>What it may hold at most. <see cref="ResourceQuotas.Unlimited"/> unless set.</summary>
    public ResourceQuotas ResourceQuotas { get; init => field = value ?? throw new ArgumentNullException(nameof(value)); } = ResourceQuotas.Unlimited;

    /// <summary>What it may use up at most, by meter: up to 64; a meter without a budget is counted, by calendar months in UTC, and not limited. None unless set.</summary>
    public IReadOnlyDictionary<string, ConsumptionBudget> Budgets { get; init => field = BudgetRules.Budgets(value); } = ValueMap<ConsumptionBudget>.Empty;

    /// <summary>Its namespaces, up to 1,000 RFC 1123 labels.</summary>
    public IReadOnlyList<string> Namespaces { get; init => field = TenantRules.Namespaces(value); } = ValueList<string>.Empty;

    /// <summary>What the tenant is for, up to 1,024 characters.</summary>
    public string? Description
    {
        get;
        init => field = value is null ? null : Requires.Text(value, "Description", TenancyLimits.DescriptionLength, multiline: true);
    }

    /// <summary>The host's own marks, up to 64.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init => field = LabelRules.Labels(value); } = ValueMap<string>.Empty;

    /// <summary>What the host's provisioners read, up to 64, nothing secret.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init => field = LabelRules.Parameters(value); } = ValueMap<string>.Empty;

    /// <summary>Whether it cannot be deleted until this is taken away. False unless set.</summary>
    public bool IsDeletionProtected { get; init; }

    /// <summary>Whether this tenant is as the spec would have it.</summary>
    internal bool Describes(Tenant tenant) => tenant == ToTenant(tenant.CreatedAt) with
    {
        Uid = tenant.Uid,
        Status = tenant.Status,
        StatusReason = tenant.StatusReason,
        UpdatedAt = tenant.UpdatedAt,
        Version = tenant.Version,
        StatusVersion = tenant.StatusVersion,
    };

    internal Tenant ToTenant(DateTimeOffset now) => new()
    {
        Id = Id,
        Uid = TenantUid.NewUid(),
        Name = Name,
        OwnerId = OwnerId,
        Plan = Plan,
        IsolationLevel = IsolationLevel ?? Tenancy.IsolationLevel.Soft,
        ResourceQuotas = ResourceQuotas,
        Budgets = Budgets,
        Namespaces = Namespaces,
        Description = Description,
        Labels = Labels,
        Parameters = Parameters,
        IsDeletionProtected = IsDeletionProtected,
        Status = TenantStatus.Pending,
        CreatedAt = now,
        UpdatedAt = now,
        Version = 1,
        StatusVersion = 1,
    };
}
