namespace Samples.Tests;

public sealed class ReplayLimitTests
{
    /// <summary>Processors differ, so that cores and containers are not the same limit.</summary>
    private static readonly string Log = Swf.Log(
        Swf.Job(0, 100, 4, 1),
        Swf.Job(1, 100, 2, 1),
        Swf.Job(2, 100, 1, 1),
        Swf.Job(3, 100, 1, 1),
        Swf.Job(4, 100, 8, 2),
        Swf.Job(5, 100, 1, -1));

    [Fact]
    public async Task No_limit_admits_everything()
    {
        Outcome outcome = await Replay.LogAsync(Log);

        outcome.Totals.Should().Be(new OutcomeTotals(6, 0, 0));
        outcome.Tenants.Should().Equal(Tenants(
            ("group-1", new(4, 0, 8, 4)), ("group-2", new(1, 0, 8, 1)), ("group-unknown", new(1, 0, 1, 1))));
    }

    [Fact]
    public async Task Cpu_limit_binds_where_containers_do_not()
    {
        Outcome outcome = await Replay.LogAsync(Log, "--cpu-limit=5", "--max-containers=4");

        outcome.Tenants.Should().Equal(Tenants(
            ("group-1", new(2, 2, 5, 2)), ("group-2", new(0, 1, 0, 0)), ("group-unknown", new(1, 0, 1, 1))));
    }

    [Fact]
    public async Task Containers_bind_where_cpu_does_not()
    {
        Outcome outcome = await Replay.LogAsync(Log, "--cpu-limit=8", "--max-containers=2");

        outcome.Tenants.Should().Equal(Tenants(
            ("group-1", new(2, 2, 6, 2)), ("group-2", new(1, 0, 8, 1)), ("group-unknown", new(1, 0, 1, 1))));
    }

    [Fact]
    public async Task Limit_of_zero_refuses_everything()
    {
        Outcome outcome = await Replay.LogAsync(Log, "--max-containers=0");

        outcome.Totals.Should().Be(new OutcomeTotals(0, 6, 0));
    }

    [Fact]
    public async Task Limit_of_a_fraction_is_exact()
    {
        (await Replay.LogAsync(Log, "--cpu-limit=7.999")).Totals.Should().Be(new OutcomeTotals(4, 2, 0));
        (await Replay.LogAsync(Log, "--cpu-limit=8.001")).Totals.Should().Be(new OutcomeTotals(6, 0, 0));
    }

    [Fact]
    public async Task Quotas_of_a_tenant_replace_both_options_for_it()
    {
        using TempFile quotas = new("""{"group-1": {"cpuCores": 7}, "group-unknown": {"containers": 0}}""", "quotas.json");

        Outcome outcome = await Replay.LogAsync(Log, "--max-containers=2", "--cpu-limit=4", "--quotas", quotas.Path);

        outcome.Tenants.Should().Equal(Tenants(
            ("group-1", new(3, 1, 7, 3)), ("group-2", new(0, 1, 0, 0)), ("group-unknown", new(0, 1, 0, 0))));
    }

    [Fact]
    public async Task Tenants_are_named_after_groups_and_come_in_order_of_number()
    {
        Outcome outcome = await Replay.LogAsync(Swf.Log(
            Swf.Job(0, 1, 1, -1, -1), Swf.Job(0, 1, 1, 10), Swf.Job(0, 1, 1, long.MaxValue, long.MaxValue), Swf.Job(0, 1, 1, 2), Swf.Job(0, 1, 1, 0, 0)));

        outcome.Tenants.Keys.Should().Equal("group-0", "group-2", "group-10", "group-9223372036854775807", "group-unknown");
    }

    private static Dictionary<string, OutcomeTenant> Tenants(params (string Id, OutcomeTenant Tenant)[] tenants) =>
        tenants.ToDictionary(t => t.Id, t => t.Tenant);
}
