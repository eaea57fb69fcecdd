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

        page.Events.Select(e => e.Sequence).Should().BeInAscendingOrder().And.OnlyHaveUniqueItems();
        page.Events.Should().OnlyContain(e => e.Tenant_id == tenantId && e.Actor == "root");
        EventResource created = page.Events[0];
        created.Kind.Should().Be("tenant_created");
        created.Details.AdditionalProperties.Values.Should().OnlyContain(v => v is JsonElement).And.NotBeEmpty();
        first.Events.Should().ContainSingle().Which.Should().BeEquivalentTo(created, options => options.Excluding(e => e.Details));
        after.Events.Select(e => e.Sequence).Should().Equal(page.Events.Skip(1).Select(e => e.Sequence));
    }
}
