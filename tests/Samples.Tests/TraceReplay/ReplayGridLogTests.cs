namespace Samples.Tests;

/// <summary>A whole log of a grid: see <see cref="GridLog"/> for which.</summary>
public sealed class ReplayGridLogTests
{
    [Theory]
    [InlineData(null, null)]
    [InlineData(null, 100)]
    [InlineData(120, 80)]
    public async Task Replay_of_a_grid_agrees_with_a_naive_model(int? cpuLimit, int? maxContainers)
    {
        (string path, IDisposable? made) = GridLog.Open();
        using (made)
        {
            List<string> options = ["--statement"];
            if (cpuLimit is { } cores)
            {
                options.AddRange(["--cpu-limit", $"{cores}"]);
            }

            if (maxContainers is { } containers)
            {
                options.AddRange(["--max-containers", $"{containers}"]);
            }

            Outcome outcome = await Replay.FileAsync(path, [.. options]);

            List<string> lines = GridLog.Lines(path);
            var (totals, tenants) = NaiveReplay.Run(lines, cpuLimit, maxContainers, statement: true);
            outcome.Totals.Should().Be(totals);
            outcome.Tenants.Should().BeEquivalentTo(tenants);
            (totals.Admitted + totals.Refused + totals.Skipped).Should().Be(lines.Count(l => l.Length > 0 && l[0] != ';')).And.BePositive();
            (totals.Refused > 0).Should().Be(options.Count > 1, "only limits refuse, and these do");
        }
    }
}
