using System.Globalization;

namespace Samples.Tests;

/// <summary>
/// The replay again, as simply as can be: text split at blanks, and per tenant a list of what is held. It shares nothing
/// with the sample or the library.
/// </summary>
internal static class NaiveReplay
{
    public static (OutcomeTotals Totals, Dictionary<string, OutcomeTenant> Tenants) Run(
        IEnumerable<string> lines, decimal? cpuLimit = null, long? maxContainers = null, bool statement = false)
    {
        int skipped = 0;
        Dictionary<string, OutcomeTenant> tenants = [];
        Dictionary<string, List<(long End, long Cpu)>> held = [];
        var jobs = lines
            .Where(line => !line.StartsWith(';') && line.Trim().Length > 0)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(f => (Submit: Number(f[1]), RunTime: Number(f[3]), Cpu: Number(f[4]), Group: f[12]))
            .OrderBy(job => job.Submit);
        foreach (var job in jobs)
        {
            if (job.RunTime <= 0 || job.Cpu <= 0)
            {
                skipped++;
                continue;
            }

            string id = job.Group == "-1" ? "group-unknown" : "group-" + job.Group;
            OutcomeTenant tenant = tenants.GetValueOrDefault(id, new OutcomeTenant(0, 0, 0, 0) { CoreSeconds = statement ? 0 : null });
            if (!held.TryGetValue(id, out var mine))
            {
                held[id] = mine = [];
            }

            mine.RemoveAll(h => h.End <= job.Submit);
            long cpu = mine.Sum(h => h.Cpu) + job.Cpu;
            if (cpu > cpuLimit || mine.Count + 1 > maxContainers)
            {
                tenants[id] = tenant with { Refused = tenant.Refused + 1 };
                continue;
            }

            mine.Add((job.Submit + job.RunTime, job.Cpu));
            tenants[id] = new OutcomeTenant(
                tenant.Admitted + 1, tenant.Refused, Math.Max(tenant.PeakCpu, cpu), Math.Max(tenant.PeakContainers, mine.Count))
            {
                CoreSeconds = statement ? (tenant.CoreSeconds ?? 0) + (job.Cpu * job.RunTime) : null,
            };
        }

        return (new OutcomeTotals(tenants.Values.Sum(t => t.Admitted), tenants.Values.Sum(t => t.Refused), skipped), tenants);
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
