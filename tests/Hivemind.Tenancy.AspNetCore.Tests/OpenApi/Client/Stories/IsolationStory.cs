namespace Hivemind.Tenancy.ApiClient.Tests;

internal static class IsolationStory
{
    public static async Task RunAsync(ITenantApiClient client, string id, CancellationToken cancellationToken)
    {
        IsolationSettingsDocument settings = new()
        {
            Network = BoundaryName.Shared,
            Storage = BoundaryName.Own,
            Compute = BoundaryName.Shared,
            Resource_guarantees = true,
        };
        IsolationUpdateResource update = await client.SetIsolationAsync(
            id, new IsolationRequest { Isolation_level = IsolationLevelName.Custom, Isolation_settings = settings }, cancellationToken: cancellationToken);
        IsolationResource read = await client.GetIsolationAsync(id, cancellationToken);

        update.Changes.Select(c => (c.Aspect, c.Is_tightened)).Should().BeEquivalentTo(
            new[] { (IsolationAspectName.Network, false), (IsolationAspectName.Storage, true), (IsolationAspectName.Resource_guarantees, true) });
        update.Changes.Should().OnlyContain(c => c.Action.Length > 0);
        read.Isolation_level.Should().Be(IsolationLevelName.Custom);
        read.Isolation_settings.Should().BeEquivalentTo(settings);
    }
}
