using System.Globalization;
using System.Text.Json;

namespace Hivemind.Tenancy.ApiClient.Tests;

internal static class EventStory
{
    public static async Task RunAsync(ITenantApiClient client, string tenantId, CancellationToken cancellationToken)
    {
        EventLogPage page = await client.ListTenantEventsAsync(tenantId, limit: "1000", cancellationToken: cancellationToken);
        EventLogPage first = await client.ListEventsAsync(tenant_id: tenantId, limit: "1", cancellationToken: cancellationToken);
        EventLogPage after = await client.ListEventsAsync(
            first.Last_sequence.ToString(CultureInfo.InvariantCulture), tenantId, cancellationToken: cancellationToken);

        string position = page.Events[0].Sequence.ToString(CultureInfo.InvariantCulture);
        string own = await ReadAsync(await client.FollowTenantEventsAsync(tenantId, position, limit: "1", cancellationToken: cancellationToken));
        string all = await ReadAsync(await client.FollowEventsAsync(limit: "1", last_Event_ID: position, cancellationToken: cancellationToken));

        page.Events.Select(e => e.Sequence).Should().BeInAscendingOrder().And.OnlyHaveUniqueItems();
        page.Events.Should().OnlyContain(e => e.Tenant_id == tenantId && e.Actor == "root");
        EventResource created = page.Events[0];
        created.Kind.Should().Be("tenant_created");
        created.Details.AdditionalProperties.Values.Should().OnlyContain(v => v is JsonElement).And.NotBeEmpty();
        first.Events.Should().ContainSingle().Which.Should().BeEquivalentTo(created, options => options.Excluding(e => e.Details));
        own.Should().Contain($"\nid: {page.Events.ElementAt(1).Sequence}\nevent: {page.Events.ElementAt(1).Kind}\ndata: {{\"sequence\":");
        all.Should().Contain("\nid: ").And.NotContain("lost-track");
        after.Events.Select(e => e.Sequence).Should().Equal(page.Events.Skip(1).Select(e => e.Sequence));
    }

    private static async Task<string> ReadAsync(FileResponse response)
    {
        using (response)
        using (StreamReader reader = new(response.Stream))
        {
            return await reader.ReadToEndAsync();
        }
    }
}
