namespace Hivemind.Tenancy;

/// <summary>
/// A version of a plan: a named set of what tenants made from it say unless they say otherwise. Published with
/// <see cref="IPlanManager.PublishAsync"/>, after which it never changes: what changes is published as the next version, and changes no tenant until
/// it is applied. Two versions that say the same are equal, collections included, but for their number and time.
/// </summary>
/// <example><code>
/// new TenantPlan("gold") { ResourceQuotas = new() { CpuCores = 16 }, Labels = new Dictionary&lt;string, string&gt; { ["tier"] = "gold" } }
/// </code></example>
/// <param name="Name">The name, an RFC 1123 label.</param>
public sealed record TenantPlan(string Name)
{
    /// <summary>The name.</summary>
    public string Name { get; } = Requires.Label(Name, "Plan name");

    /// <summary>Given by the store: 1 is the first, each next is one more, also after the plan was removed. 0 for what is not published.</summary>
    public int Version { get; init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Versions of a plan begin at 1."); }

    /// <summary>What the plan is for, up to 1,024 characters.</summary>
    public string? Description
    {
        get;
        init => field = value is null ? null : Requires.Text(value, "Description", TenancyLimits.DescriptionLength, multiline: true);
    }

    /// <summary>How far tenants are kept apart; null, as it is unless set, says nothing: then they are <see cref="IsolationLevel.Soft"/>.</summary>
    public IsolationLevel? IsolationLevel { get; init; }

    /// <summary>What tenants may hold at most. <see cref="ResourceQuotas.Unlimited"/> unless set.</summary>
    public ResourceQuotas ResourceQuotas { get; init => field = value ?? throw new ArgumentNullException(nameof(value)); } = ResourceQuotas.Unlimited;

    /// <summary>What tenants may use up at most, by meter: up to 64. None unless set.</summary>
    public IReadOnlyDictionary<string, ConsumptionBudget> Budgets { get; init => field = BudgetRules.Budgets(value); } = ValueMap<ConsumptionBudget>.Empty;

    /// <summary>Labels of tenants: up to 64, keys of 1 to 63 characters, values of up to 63.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init => field = LabelRules.Labels(value); } = ValueMap<string>.Empty;

    /// <summary>What provisioners read of tenants: up to 64, keys of 1 to 63 characters, values of up to 1,024. Nothing secret.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init => field = LabelRules.Parameters(value); } = ValueMap<string>.Empty;

    /// <summary>
    /// The roles that tenants give: up to 64, sorted, none twice. Bound before a tenant's provisioners run, and with each move; what the version left behind had
    /// alone is unbound with a move, also where somebody else had bound the same by hand. The owner's rights need no binding.
    /// </summary>
    public IReadOnlyList<PlanBinding> Bindings { get; init => field = PlanRules.Bindings(value); } = ValueList<PlanBinding>.Empty;

    /// <summary>When it was published by the store's clock, in whole microseconds.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>How it is named: by its version once it is published.</summary>
    internal PlanReference Reference => new(Name, Version == 0 ? null : Version);

    /// <summary>Whether both say the same, be they published or not.</summary>
    public bool SaysTheSame(TenantPlan? other) => other is not null && this == other with { Version = Version, CreatedAt = CreatedAt };
}
