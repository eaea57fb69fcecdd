using Hivemind.Tenancy.Dashboard.Pages;
using Microsoft.Extensions.Localization;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>Isolation levels as the value of a field. A level with settings of its own is written with these, so that it comes back as it was.</summary>
internal static class IsolationText
{
    public static string Write(IsolationLevel level) => level.Kind != IsolationKind.Custom ? level.Kind.ToString() : Join(
        level.Settings.Network.ToString(), level.Settings.Storage.ToString(), level.Settings.Compute.ToString(), level.Settings.ResourceGuarantees.ToString());

    /// <summary>A level with settings of its own.</summary>
    public static string Join(string network, string storage, string compute, string guarantees) => $"{IsolationKind.Custom} {network} {storage} {compute} {guarantees}";

    /// <summary>Whether a text is of a level with settings of its own.</summary>
    public static bool IsCustom(string text) => text.Split(' ')[0] == nameof(IsolationKind.Custom);

    /// <exception cref="FieldException">It is no level.</exception>
    public static IsolationLevel Read(string text) => Find(text) ?? throw new FieldException("Choose one of the levels.");

    /// <summary>The level in words.</summary>
    public static string Words(string text, IStringLocalizer texts) => Find(text) switch
    {
        { Kind: IsolationKind.Custom } level => texts["Custom: {0}", IsolationWords.Of(level.Settings, texts)],
        { } level => texts[IsolationWords.NameOf(level.Kind)],
        _ => text,
    };

    /// <summary>What can be chosen; of a level with settings of its own, with those that stand in the form.</summary>
    public static IReadOnlyList<FieldChoice> Choices(DashboardForm form, IStringLocalizer texts) =>
    [
        .. new[] { IsolationKind.Soft, IsolationKind.NetworkOnly, IsolationKind.Hard }.Select(kind => new FieldChoice(kind.ToString(), texts[IsolationWords.NameOf(kind)])),
        new FieldChoice(
            IsCustom(form.Typed(TenantFields.Level.Name)) ? form.Typed(TenantFields.Level.Name) : nameof(IsolationKind.Custom), texts["Custom: as set one by one below"]),
    ];

    private static IsolationLevel? Find(string text) => text.Split(' ') switch
    {
        [nameof(IsolationKind.Soft)] => IsolationLevel.Soft,
        [nameof(IsolationKind.NetworkOnly)] => IsolationLevel.NetworkOnly,
        [nameof(IsolationKind.Hard)] => IsolationLevel.Hard,
        [nameof(IsolationKind.Custom), var network, var storage, var compute, var guarantees]
            when Boundary(network) is { } networks && Boundary(storage) is { } volumes && Boundary(compute) is { } nodes && bool.TryParse(guarantees, out bool guaranteed) =>
            IsolationLevel.Custom(new IsolationSettings { Network = networks, Storage = volumes, Compute = nodes, ResourceGuarantees = guaranteed }),
        _ => null,
    };

    private static IsolationBoundary? Boundary(string text) => Enum.TryParse(text, out IsolationBoundary boundary) && Enum.IsDefined(boundary) ? boundary : null;
}
