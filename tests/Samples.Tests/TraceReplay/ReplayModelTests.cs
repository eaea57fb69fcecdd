using System.Globalization;
using CsCheck;

namespace Samples.Tests;

/// <summary>The replay through the library against the same replay done by hand.</summary>
public sealed class ReplayModelTests
{
    private static readonly Gen<string> Job = Gen.Select(
        Gen.Long[0, 20],
        Gen.Long[-1, 10],
        Gen.Long[-1, 8],
        Gen.Long[-1, 2],
        Gen.Long[-1, 3],
        (submit, runTime, processors, group, user) => Swf.Job(submit, runTime, processors, group, user));

    private static readonly Gen<(string[] Lines, decimal? CpuLimit, long? MaxContainers)> Case = Gen.Select(
        Job.Array[0, 60],
        Gen.Int[-5, 40].Select(half => half < 0 ? null : (decimal?)half / 2),
        Gen.Long[-2, 8].Select(count => count < 0 ? null : (long?)count));

    [Fact]
    public async Task Replay_of_any_log_agrees_with_a_naive_model() =>
        await Case.SampleAsync(
            async c =>
            {
                List<string> options = [];
                if (c.CpuLimit is { } cores)
                {
                    options.Add(string.Create(CultureInfo.InvariantCulture, $"--cpu-limit={cores}"));
                }

                if (c.MaxContainers is { } containers)
                {
                    options.Add($"--max-containers={containers}");
                }

                Outcome outcome = await Replay.LogAsync(Swf.Log(c.Lines), [.. options]);

                var (totals, tenants) = NaiveReplay.Run(c.Lines, c.CpuLimit, c.MaxContainers);
                outcome.Totals.Should().Be(totals);
                outcome.Tenants.Should().BeEquivalentTo(tenants);
            },
            iter: 300);
}
