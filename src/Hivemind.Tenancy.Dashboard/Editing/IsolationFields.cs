using Hivemind.Tenancy.Dashboard.Pages;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>The settings of a custom level of isolation as fields, which count where that level is chosen.</summary>
internal static class IsolationFields
{
    public const string Network = "isolation-network";
    public const string Storage = "isolation-storage";
    public const string Compute = "isolation-compute";
    public const string Guarantees = "isolation-guarantees";

    private static readonly string[] All = [Network, Storage, Compute, Guarantees];

    /// <summary>Shows what a level comes to.</summary>
    public static void Load(DashboardForm form, IsolationLevel level) => form
        .Load(Network, level.Settings.Network.ToString())
        .Load(Storage, level.Settings.Storage.ToString())
        .Load(Compute, level.Settings.Compute.ToString())
        .Load(Guarantees, level.Settings.ResourceGuarantees ? "on" : string.Empty);

    /// <summary>Puts the settings into the level that was chosen, where that is the custom one.</summary>
    /// <exception cref="FieldException">They were typed over, and another level stayed chosen.</exception>
    public static string Join(DashboardForm form)
    {
        string level = form.Typed(TenantFields.Level.Name);
        if (IsolationText.IsCustom(level))
        {
            level = IsolationText.Join(form.Typed(Network), form.Typed(Storage), form.Typed(Compute), (form.Typed(Guarantees) == "on").ToString());
            form.Put(TenantFields.Level.Name, level);
        }
        else if (!form.IsChanged(TenantFields.Level.Name) && All.Any(form.IsChanged))
        {
            throw new FieldException("You have set network, storage, nodes or guarantees one by one. Choose Custom here for that to count, or set them back.");
        }

        return level;
    }
}
