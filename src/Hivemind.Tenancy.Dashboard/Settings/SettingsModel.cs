using Microsoft.AspNetCore.Http;

namespace Hivemind.Tenancy.Dashboard.Pages;

/// <summary>What can be changed of one tenant.</summary>
public sealed record SettingsModel
{
    /// <summary>What the owner of a tenant does not decide.</summary>
    internal const string DecidedByPlatform = "Quotas, budgets, plan, isolation, namespaces, suspension and deletion are decided by the platform's operators.";

    /// <summary>What surrounds the page.</summary>
    public required PageFrame Frame { get; init; }

    /// <summary>The tenant as it is now.</summary>
    public required Tenant Tenant { get; init; }

    /// <summary>What it uses now.</summary>
    public required TenantUsage Usage { get; init; }

    /// <summary>The resources whose quotas can be typed.</summary>
    public required IReadOnlyList<string> Resources { get; init; }

    /// <summary>The resources of which more can be allowed for a while.</summary>
    public required IReadOnlyList<string> GraceResources { get; init; }

    /// <summary>Whether limits of further resources can be added, because the host has not said which there are.</summary>
    public required bool MayAddResources { get; init; }

    /// <summary>Whether the user may change name, description and labels.</summary>
    public required bool MayDescribe { get; init; }

    /// <summary>Whether the user may change quotas and grace.</summary>
    public required bool MayLimit { get; init; }

    /// <summary>Whether the user may change budgets, and the host keeps any.</summary>
    public required bool MayBudget { get; init; }

    /// <summary>The meters whose budgets have fields.</summary>
    public required IReadOnlyList<string> Meters { get; init; }

    /// <summary>How far they have come; null where they are not asked for.</summary>
    public required IReadOnlyList<BudgetUsage>? Budgets { get; init; }

    /// <summary>Whether the user may change owner, isolation, namespaces and protection.</summary>
    public required bool MayPlace { get; init; }

    /// <summary>Whether the user may suspend and resume.</summary>
    public required bool MaySuspend { get; init; }

    /// <summary>Whether the user may delete the tenant.</summary>
    public required bool MayDelete { get; init; }

    /// <summary>Whether the user may create tenants, and so try again what failed in creation.</summary>
    public required bool MayCreate { get; init; }

    /// <summary>The form that was refused; null for none.</summary>
    public DashboardForm? Refused { get; init; }

    /// <summary>What others changed while that form was open; null when nobody did.</summary>
    public IReadOnlyList<FieldChange>? Changes { get; init; }

    /// <summary>The forms of the page, by what they do.</summary>
    public required IReadOnlyDictionary<string, DashboardForm> Forms { get; init; }

    /// <summary>The address of the page.</summary>
    public string Address => Frame.Of("/settings");

    /// <summary>The address of the form that goes on with the creation of this tenant.</summary>
    public string CreationAddress => $"{Frame.Root}/-/new{QueryString.Create(
        new Dictionary<string, string?> { ["id"] = Tenant.Id.Value, ["name"] = Tenant.Name, ["owner"] = Tenant.OwnerId })}";

    /// <summary>Whether the user may change anything at all.</summary>
    public bool MayChange => MayDescribe || MayChangeOnPlatform;

    /// <summary>Whether the user may change any of what takes a permission on the whole platform.</summary>
    public bool MayChangeOnPlatform => MayLimit || MayBudget || MayPlace || MaySuspend || MayDelete;

    /// <summary>Whether settings can be changed in the status that the tenant is in.</summary>
    public bool IsOpen => Tenant.Status != TenantStatus.Terminating;
}
