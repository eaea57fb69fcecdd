namespace Samples.Tests;

public sealed class ReplayStoreTests
{
    private static readonly string Log = Swf.Log(
        Swf.Job(0, 100, 4, 1),
        Swf.Job(1, 100, 2, 1),
        Swf.Job(4, 100, 8, 2),
        Swf.Job(200, 100, 1, 1));

    [Fact]
    public async Task Replay_on_a_file_comes_to_the_same_and_can_be_repeated_with_other_limits()
    {
        using TempFile folder = new(string.Empty);
        string store = "--store=sqlite:" + Path.Combine(Path.GetDirectoryName(folder.Path)!, "tenancy.db");

        Outcome inMemory = await Replay.LogAsync(Log, "--max-containers=1");
        Outcome onDisk = await Replay.LogAsync(Log, "--max-containers=1", store);
        Outcome again = await Replay.LogAsync(Log, store);

        onDisk.Totals.Should().Be(inMemory.Totals).And.Be(new OutcomeTotals(3, 1, 0));
        onDisk.Tenants.Should().Equal(inMemory.Tenants);
        again.Totals.Should().Be(new OutcomeTotals(4, 0, 0), "tenants that an earlier run left get the quotas of this one");
    }

    [Fact]
    public async Task Store_that_cannot_be_opened_is_said_and_exits_with_1()
    {
        using TempFile log = new(Log);

        RunResult result = await Replay.RunAsync(log.Path, "--store", "sqlite:/nowhere/to/be/found/tenancy.db");

        result.ExitCode.Should().Be(1);
        result.Error.Should().NotBeEmpty();
    }

    [Theory]
    [InlineData("mysql:x")]
    [InlineData("postgres:")]
    public async Task Store_of_another_kind_is_refused(string store)
    {
        using TempFile log = new(Log);

        RunResult result = await Replay.RunAsync(log.Path, "--store", store);

        result.ExitCode.Should().Be(2);
        result.Error.Should().Contain("memory, sqlite:PATH or postgres:CONNECTION");
    }
}
