namespace Hivemind.Tenancy.Dashboard.Pages;

/// <summary>What a tenant uses.</summary>
public sealed record UsageModel
{
    /// <summary>What surrounds the page.</summary>
    public required PageFrame Frame { get; init; }

    /// <summary>The tenant.</summary>
    public required Tenant Tenant { get; init; }

    /// <summary>What was asked for.</summary>
    public required UsageAddress Address { get; init; }

    /// <summary>What it uses now.</summary>
    public required TenantUsage Usage { get; init; }

    /// <summary>What it used over time; null for who may not know.</summary>
    public required HistoryModel? History { get; init; }

    /// <summary>What is left of its budgets; null where the store keeps none.</summary>
    public required IReadOnlyList<BudgetUsage>? Budgets { get; init; }

    /// <summary>The statements of this month and the one before; null where nothing is billed, and for who may not know.</summary>
    public required IReadOnlyList<StatementView>? Statements { get; init; }

    /// <summary>What it holds, piece by piece.</summary>
    public required AllocationsModel Allocations { get; init; }

    /// <summary>What was refused, in words; null for nothing.</summary>
    public string? Refusal { get; init; }
}
