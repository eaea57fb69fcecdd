namespace Hivemind.Tenancy;

/// <summary>Who may call the verbs of <see cref="IConsumptionManager"/>; the <c>Try</c> forms as those without. Code in a tenant's context is trusted with what the tenant uses up, a user's input is not.</summary>
internal static class ConsumptionCallers
{
    public static readonly CallerRule Consume = Change(nameof(IConsumptionManager.ConsumeAsync));
    public static readonly CallerRule Hold = Change(nameof(IConsumptionManager.HoldAsync));
    public static readonly CallerRule Settle = Change(nameof(IConsumptionManager.SettleAsync));

    public static readonly CallerRule Correct = new(nameof(IConsumptionManager.CorrectAsync), CallerNeed.AtGlobal(TenancyPermissions.UpdateConsumption));

    public static readonly CallerRule GetBudgets = new(nameof(IConsumptionManager.GetBudgetsAsync), CallerNeed.Reach);
    public static readonly CallerRule Read = new(nameof(IConsumptionManager.ReadConsumptionAsync), CallerNeed.Reach);

    /// <summary>Of a tenant that is gone.</summary>
    internal static readonly CallerRule ReadGone = new(nameof(IConsumptionManager.ReadConsumptionAsync), CallerNeed.AtGlobal(TenancyPermissions.ReadUsage));

    private static CallerRule Change(string verb) => new(verb, CallerNeed.Reach, CallerNeed.AtTarget(TenancyPermissions.UpdateConsumption));
}
