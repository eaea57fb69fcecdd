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
            Assert.Fail($"Written. Build, and run this again without {TenantApiDocument.UpdateVariable}.");
        }

        FirstDifference(TenantApiDocument.ReadCommitted(), served).Should().BeNull(
            "clients are built on it; if the change is meant, run this test with {0}=1 and commit {1}",
            TenantApiDocument.UpdateVariable,
            "OpenApi/tenant-api.json");
    }

    /// <summary>Both documents in a failure's message would be ten thousand lines.</summary>
    private static string? FirstDifference(string committed, string served)
    {
        string[] expected = committed.Split('\n');
        string[] actual = served.Split('\n');
        int same = expected.Zip(actual).TakeWhile(lines => lines.First == lines.Second).Count();
        return same == expected.Length && same == actual.Length
            ? null
            : $"line {same + 1}: '{expected.ElementAtOrDefault(same)}' is committed, '{actual.ElementAtOrDefault(same)}' is served";
    }
}
