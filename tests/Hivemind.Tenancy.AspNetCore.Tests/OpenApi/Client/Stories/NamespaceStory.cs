namespace Hivemind.Tenancy.ApiClient.Tests;

internal static class NamespaceStory
{
    public static async Task RunAsync(ITenantApiClient client, string id, CancellationToken cancellationToken)
    {
        NamespaceRequest jobs = new() { Namespace = "umbrella-jobs" };
        NamespaceList added = await client.AddNamespaceAsync(id, jobs, cancellationToken: cancellationToken);
        NamespaceList again = await client.AddNamespaceAsync(id, jobs, cancellationToken: cancellationToken);
        await client.RemoveNamespaceAsync(id, "umbrella-web", cancellationToken: cancellationToken);
        NamespaceList left = await client.ListNamespacesAsync(id, cancellationToken);

        added.Namespaces.Should().BeEquivalentTo("umbrella-web", "umbrella-jobs");
        again.Should().BeEquivalentTo(added);
        left.Namespaces.Should().Equal("umbrella-jobs");
    }
}
