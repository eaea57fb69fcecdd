using System.Text.Json.Nodes;

namespace Samples.Tests;

public sealed class PlatformDocumentTests(PlatformFixture platform) : IClassFixture<PlatformFixture>
{
    [Theory]
    [InlineData("paths")]
    [InlineData("components/schemas")]
    [InlineData("components/securitySchemes")]
    public async Task Document_holds_all_of_the_Tenant_API(string part)
    {
        JsonNode committed = JsonNode.Parse(await File.ReadAllTextAsync(Committed(), TestContext.Current.CancellationToken))!;
        JsonNode served = JsonNode.Parse(await platform.Client.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken))!;

        JsonObject expected = At(committed, part);

        expected.Should().NotBeEmpty();
        foreach ((string name, JsonNode? value) in expected)
        {
            JsonNode.DeepEquals(At(served, part)[name], value).Should().BeTrue("{0} is as committed", name);
        }
    }

    private static JsonObject At(JsonNode node, string path) => path.Split('/').Aggregate(node, (n, name) => n[name]!).AsObject();

    private static string Committed() => Path.Combine(AppContext.BaseDirectory, "tenant-api.json");
}
