// Deploys an app of one replica through the library, and makes the same container through the engine's client, with and without a record of
// what is wanted, in turns: from the call until the container runs. Arguments: SOCKET IMAGE ROUNDS. tests/workloads-bench.sh starts an engine.
// Exits 1 when the library takes more than 1.05 of the time of the same calls, by the median of the rounds' ratios.
using System.Globalization;
using Hivemind.Tenancy.DockerBenchmark;

if (args is not [string socket, string image, string count] || !int.TryParse(count, CultureInfo.InvariantCulture, out int rounds) || rounds < 1)
{
    Console.Error.WriteLine("SOCKET IMAGE ROUNDS");
    return 2;
}

await using Deployments deployments = await Deployments.StartAsync(socket, image);
List<double> bare = [];
List<double> same = [];
List<double> library = [];
List<double> returned = [];
Func<string, Task>[] ways =
[
    async name => bare.Add(await deployments.DirectAsync(name, isRecorded: false)),
    async name => same.Add(await deployments.DirectAsync(name, isRecorded: true)),
    async name =>
    {
        (double runs, double answered) = await deployments.LibraryAsync(name);
        library.Add(runs);
        returned.Add(answered);
    },
];
const int warm = 3;
for (int i = 0; i < rounds + warm; i++)
{
    // Who begins changes with each round.
    for (int way = 0; way < ways.Length; way++)
    {
        await ways[(way + i) % ways.Length](string.Create(CultureInfo.InvariantCulture, $"app{i}-{way}"));
    }
}

Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"milliseconds until the container runs, median of {rounds} (least, most)"));
Print("the engine's client", bare);
Print("  with a record", same);
Print("DeployAsync", library);
Print("  of that, until it returns", returned);
double ratio = Ratio(same);
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"to the client alone {Ratio(bare):0.000}; to the same calls {ratio:0.000}, budget {Deployments.Budget}"));
return ratio <= Deployments.Budget ? 0 : 1;

double Ratio(List<double> direct) => Median([.. library.Zip(direct, (l, d) => l / d).Skip(warm)]);

static double Median(IEnumerable<double> values)
{
    double[] sorted = [.. values.Order()];
    return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
}

static void Print(string what, List<double> all)
{
    double[] values = [.. all.Skip(warm)];
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {what,-28} {Median(values),8:0.0} ({values.Min():0.0}, {values.Max():0.0})"));
}
