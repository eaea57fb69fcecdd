namespace Hivemind.Tenancy.Tests;

/// <summary>Every isolation level there is, by name: the three named ones, and one Custom level for each combination of settings.</summary>
internal static class Levels
{
    private static readonly IsolationBoundary[] Boundaries = [IsolationBoundary.Shared, IsolationBoundary.Own];

    public static readonly IReadOnlyDictionary<string, IsolationLevel> All = new Dictionary<string, IsolationLevel>(
        new[] { IsolationLevel.Hard, IsolationLevel.Soft, IsolationLevel.NetworkOnly }.Select(level => KeyValuePair.Create(level.ToString(), level))
            .Concat(
                from network in Boundaries
                from storage in Boundaries
                from compute in Boundaries
                from guarantees in new[] { false, true }
                select KeyValuePair.Create(
                    $"Custom: network {network}, storage {storage}, compute {compute}, guarantees {guarantees}",
                    Custom(network, storage, compute, guarantees))));

    public static TheoryData<string> Names => [.. All.Keys];

    public static IsolationLevel Custom(
        IsolationBoundary network = IsolationBoundary.Shared,
        IsolationBoundary storage = IsolationBoundary.Shared,
        IsolationBoundary compute = IsolationBoundary.Shared,
        bool guarantees = false) =>
        IsolationLevel.Custom(new IsolationSettings { Network = network, Storage = storage, Compute = compute, ResourceGuarantees = guarantees });
}
