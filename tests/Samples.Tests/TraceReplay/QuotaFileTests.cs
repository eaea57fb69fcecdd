using Hivemind.Tenancy;
using TraceReplay;

namespace Samples.Tests;

public sealed class QuotaFileTests
{
    [Fact]
    public async Task ReadAsync_reads_every_limit_and_takes_the_absent_for_unlimited()
    {
        var quotas = await ReadAsync("""
            {
              "group-7": {"cpuCores": 100.5, "memoryBytes": 1024, "storageBytes": 0, "containers": 50, "services": null, "other": {"gpu": 2}},
              "group-unknown": {}
            }
            """);

        quotas.Should().BeEquivalentTo(
            new Dictionary<TenantId, ResourceQuotas>
            {
                [TenantId.Parse("group-7")] = new()
                {
                    CpuCores = 100.5m,
                    MemoryBytes = 1024,
                    StorageBytes = 0,
                    Containers = 50,
                    Other = new Dictionary<string, decimal> { ["gpu"] = 2 },
                },
                [TenantId.Parse("group-unknown")] = ResourceQuotas.Unlimited,
            },
            options => options.ComparingByValue<ResourceQuotas>());
    }

    [Theory]
    [InlineData("", "*JSON*")]
    [InlineData("null", "*: null instead of an object*")]
    [InlineData("[]", "*: array instead of an object*")]
    [InlineData("{\"group-7\": {\"cpuCores\": 1}", "*JSON*")]
    [InlineData("{\"group-7\": 100}", "*group-7: number instead of an object*")]
    [InlineData("{\"group-7\": null}", "*group-7: null instead of an object*")]
    [InlineData("{\"group-7\": []}", "*group-7: array instead of an object*")]
    [InlineData("{\"Group 7\": {}}", "*'Group 7' is not a tenant id*")]
    [InlineData("{\"group-7\": {}, \"group-7\": {}}", "*group-7*")]
    [InlineData("{\"group-7\": {\"cpu\": 1}}", "*group-7: *'cpu'*cpuCores, memoryBytes, storageBytes, containers, services and other*")]
    [InlineData("{\"group-7\": {\"CpuCores\": 1}}", "*group-7: *'CpuCores'*")]
    [InlineData("{\"group-7\": {\"cpuCores\": 1, \"cpuCores\": 2}}", "*cpuCores*")]
    [InlineData("{\"group-7\": {\"cpuCores\": \"1\"}}", "*group-7: *cpuCores*")]
    [InlineData("{\"group-7\": {\"cpuCores\": -1}}", "*group-7: *CPU is 0 to*")]
    [InlineData("{\"group-7\": {\"cpuCores\": 0.0005}}", "*group-7: *steps of 0.001*")]
    [InlineData("{\"group-7\": {\"containers\": -1}}", "*group-7: *Containers is 0 or more*")]
    [InlineData("{\"group-7\": {\"containers\": 1.5}}", "*group-7: *containers*")]
    [InlineData("{\"group-7\": {\"other\": null}}", "*group-7: *")]
    [InlineData("{\"group-7\": {\"other\": {\"cpu\": 1}}}", "*group-7: *'cpu' has a property of its own*")]
    public async Task ReadAsync_of_what_it_does_not_understand_is_refused(string json, string message)
    {
        Func<Task> read = () => ReadAsync(json);

        (await read.Should().ThrowAsync<UsageException>().WithMessage(message))
            .Which.Message.Should().NotContainAny("Hivemind", "System.", ".NET");
    }

    private static async Task<IReadOnlyDictionary<TenantId, ResourceQuotas>> ReadAsync(string json)
    {
        using TempFile file = new(json, "quotas.json");
        return await QuotaFile.ReadAsync(file.Path, TestContext.Current.CancellationToken);
    }
}
