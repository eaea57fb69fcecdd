// Deploys an app of one replica through the library, and makes the same container through the engine's client, in turns: from the call
// until the container runs. Arguments: SOCKET IMAGE ROUNDS. tests/workloads-bench.sh starts an engine for it.
// Exits 1 when the library takes more than 1.05 of the client's time, by medians.
using System.Globalization;
using Hivemind.Tenancy.DockerBenchmark;

if (args is not [string socket, string image, string count] || !int.TryParse(count, CultureInfo.InvariantCulture, out int rounds) || rounds < 1)
{
    Console.Error.WriteLine("SOCKET IMAGE ROUNDS");
    return 2;
}

await using Deployments deployments = await Deployments.StartAsync(socket, image);
for (int i = 0; i < 3; i++)
{
    await deployments.DirectAsync($"warm{i}");
    await deployments.LibraryAsync($"warm{i}");
}

List<double> direct = [];
List<double> library = [];
List<double> recorded = [];
for (int i = 0; i < rounds; i++)
{
    // Who begins changes with each round.
    if (i % 2 == 0)
    {
        direct.Add(await deployments.DirectAsync($"app{i}"));
    }

    (double whole, double call) = await deployments.LibraryAsync($"app{i}");
    library.Add(whole);
    recorded.Add(call);
    if (i % 2 == 1)
    {
        direct.Add(await deployments.DirectAsync($"app{i}"));
    }
}

double ratio = Median(library) / Median(direct);
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"milliseconds until the container runs, median of {rounds} (least, most)"));
Print("the engine's client", direct);
Print("DeployAsync", library);
Print("  of that, until it returns", recorded);
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ratio {ratio:0.000}, budget {Deployments.Budget}"));
return ratio <= Deployments.Budget ? 0 : 1;

static double Median(List<double> values)
{
    double[] sorted = [.. values.Order()];
    return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
}

static void Print(string what, List<double> values) =>
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {what,-28} {Median(values),8:0.0} ({values.Min():0.0}, {values.Max():0.0})"));
