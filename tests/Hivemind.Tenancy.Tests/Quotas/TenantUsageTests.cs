namespace Hivemind.Tenancy.Tests;

public sealed class TenantUsageTests
{
    private static readonly ResourceUsage Cpu = new("cpu", 1, 2, 4, 8);
    private static readonly ResourceUsage Gpu = new("gpu", 1, 0, null, null);

    [Fact]
    public void Usage_says_what_it_was_given()
    {
        QuotaGrace grace = new(Some.Amounts(), Some.Time.AddHours(1));
        TenantUsage usage = new(Some.TenantId, Some.Uid, Some.Time, [Cpu, Gpu], held: 2, committed: 3, grace);

        usage.TenantId.Should().Be(Some.TenantId);
        usage.TenantUid.Should().Be(Some.Uid);
        usage.AsOf.Should().Be(Some.Time);
        usage.Resources.Should().Equal(Cpu, Gpu);
        usage.Held.Should().Be(2);
        usage.Committed.Should().Be(3);
        usage.Grace.Should().Be(grace);
    }

    [Fact]
    public void Indexer_finds_a_resource_by_its_name()
    {
        TenantUsage usage = new(Some.TenantId, Some.Uid, Some.Time, [Cpu, Gpu], 0, 0, null);

        usage[ResourceNames.Cpu].Should().BeSameAs(Cpu);
        usage["gpu"].Should().BeSameAs(Gpu);
    }

    [Fact]
    public void Indexer_of_a_resource_that_is_neither_held_nor_limited_is_all_zero_and_unlimited()
    {
        TenantUsage usage = new(Some.TenantId, Some.Uid, Some.Time, [Cpu], 0, 0, null);

        usage["fpga"].Should().Be(new ResourceUsage("fpga", 0, 0, null, null));
        usage["CPU"].Total.Should().Be(0, "names are compared ordinally");
    }

    [Fact]
    public void Usages_that_say_the_same_are_equal_and_do_not_change_with_their_source()
    {
        List<ResourceUsage> resources = [Cpu];
        TenantUsage usage = new(Some.TenantId, Some.Uid, Some.Time, resources, 1, 1, null);
        resources.Add(Gpu);

        usage.Should().Be(new TenantUsage(Some.TenantId, Some.Uid, Some.Time, [Cpu with { }], 1, 1, null));
        usage.Should().NotBe(new TenantUsage(Some.TenantId, Some.Uid, Some.Time, [Cpu], 1, 2, null));
    }

    [Fact]
    public void Null_resources_are_refused() =>
        ((Action)(() => _ = new TenantUsage(Some.TenantId, Some.Uid, Some.Time, null!, 0, 0, null))).Should().Throw<ArgumentNullException>();
}
