using Hivemind.Tenancy.Dashboard.Pages;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>Isolation levels as the value of a field. A level with settings of its own is written with these, so that it comes back as it was.</summary>
internal static class IsolationText
{
    public static string Write(IsolationLevel level) => level.Kind != IsolationKind.Custom ? level.Kind.ToString()
        : $"{level.Kind} {level.Settings.Network} {level.Settings.Storage} {level.Settings.Compute} {level.Settings.ResourceGuarantees}";

    /// <exception cref="FieldException">It is no level.</exception>
    public static IsolationLevel Read(string text) => text.Split(' ') switch
    {
        [nameof(IsolationKind.Soft)] => IsolationLevel.Soft,
        [nameof(IsolationKind.NetworkOnly)] => IsolationLevel.NetworkOnly,
        [nameof(IsolationKind.Hard)] => IsolationLevel.Hard,
        [nameof(IsolationKind.Custom), var network, var storage, var compute, var guarantees]
            when Enum.TryParse(network, out IsolationBoundary networks) && Enum.TryParse(storage, out IsolationBoundary volumes)
            && Enum.TryParse(compute, out IsolationBoundary nodes) && bool.TryParse(guarantees, out bool guaranteed) => IsolationLevel.Custom(
                new IsolationSettings { Network = networks, Storage = volumes, Compute = nodes, ResourceGuarantees = guaranteed }),
        _ => throw new FieldException("Choose one of the levels."),
    };

    /// <summary>The level in a word; what its settings are is not told apart.</summary>
    public static string Words(string text) => text.Split(' ')[0];

    /// <summary>What can be chosen; the tenant's own level, too, where it has settings of its own.</summary>
    public static IReadOnlyList<FieldChoice> Choices(Func<string, string> texts, params string[] known) =>
    [
        .. new[] { IsolationKind.Soft, IsolationKind.NetworkOnly, IsolationKind.Hard }.Select(kind => new FieldChoice(kind.ToString(), texts(kind.ToString()))),
        .. known.Where(k => k.StartsWith(nameof(IsolationKind.Custom), StringComparison.Ordinal)).Distinct().Select(k => new FieldChoice(k, texts(nameof(IsolationKind.Custom)))),
    ];
}
