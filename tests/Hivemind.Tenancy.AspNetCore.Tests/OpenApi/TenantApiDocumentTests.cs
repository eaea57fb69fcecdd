namespace Hivemind.Tenancy.AspNetCore.Tests;

public sealed class TenantApiDocumentTests
{
    [Fact]
    public async Task Document_served_is_the_committed_one()
    {
        string served = await TenantApiDocument.ServeAsync();
        if (Environment.GetEnvironmentVariable(TenantApiDocument.UpdateVariable) == "1")
        {
            await File.WriteAllTextAsync(TenantApiDocument.Path, served, TestContext.Current.CancellationToken);
        }

        served.Should().Be(
            TenantApiDocument.ReadCommitted(),
            "clients are built on it; if the change is meant, run this test with {0}=1 and commit {1}",
            TenantApiDocument.UpdateVariable,
            "OpenApi/tenant-api.json");
    }
}
