using System.Globalization;
using System.Text.Json;

namespace Hivemind.Tenancy.TestSupport;

/// <summary>Real ResourceQuota manifests (Manifests/resource-quotas.json says from where), and Kubernetes' quantities.</summary>
internal static class ResourceManifests
{
    /// <summary>In these memory is given in thousandths of a byte, as Kubernetes allows; here a fraction of a byte is refused.</summary>
    public const int FractionsOfBytes = 33;

    private static readonly Dictionary<string, decimal> Suffixes = new()
    {
        ["n"] = 0.000000001m,
        ["u"] = 0.000001m,
        ["m"] = 0.001m,
        [""] = 1,
        ["k"] = 1e3m,
        ["M"] = 1e6m,
        ["G"] = 1e9m,
        ["T"] = 1e12m,
        ["P"] = 1e15m,
        ["E"] = 1e18m,
        ["Ki"] = 1L << 10,
        ["Mi"] = 1L << 20,
        ["Gi"] = 1L << 30,
        ["Ti"] = 1L << 40,
        ["Pi"] = 1L << 50,
        ["Ei"] = 1L << 60,
    };

    private static readonly JsonSerializerOptions Options = new() { ReadCommentHandling = JsonCommentHandling.Skip };

    private static readonly string[] Known =
        [ResourceNames.Cpu, ResourceNames.Memory, ResourceNames.Storage, ResourceNames.Containers, ResourceNames.Services];

    public static IReadOnlyList<IReadOnlyDictionary<string, string>> All { get; } = Read();

    /// <summary>The number that a quantity stands for, exactly: <c>500m</c>, <c>32Gi</c>, <c>50k</c>, <c>1e3</c>.</summary>
    public static decimal Quantity(string text)
    {
        int end = text.LastIndexOfAny(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '.']) + 1;
        return decimal.Parse(text.AsSpan(0, end), NumberStyles.Float, CultureInfo.InvariantCulture) * Suffixes[text[end..]];
    }

    public static IReadOnlyDictionary<string, decimal> Amounts(IReadOnlyDictionary<string, string> manifest) =>
        manifest.ToDictionary(e => e.Key, e => Quantity(e.Value));

    /// <summary>Quotas of these names, as they are: those of the five known resources are the known ones.</summary>
    public static ResourceQuotas ToQuotas(IReadOnlyDictionary<string, decimal> amounts) => new()
    {
        CpuCores = amounts.TryGetValue(ResourceNames.Cpu, out decimal cores) ? cores : null,
        MemoryBytes = Whole(amounts, ResourceNames.Memory),
        StorageBytes = Whole(amounts, ResourceNames.Storage),
        Containers = Whole(amounts, ResourceNames.Containers),
        Services = Whole(amounts, ResourceNames.Services),
        Other = Other(amounts),
    };

    public static ResourceAmounts ToAmounts(IReadOnlyDictionary<string, decimal> amounts) => new()
    {
        CpuCores = amounts.GetValueOrDefault(ResourceNames.Cpu),
        MemoryBytes = Whole(amounts, ResourceNames.Memory) ?? 0,
        StorageBytes = Whole(amounts, ResourceNames.Storage) ?? 0,
        Containers = Whole(amounts, ResourceNames.Containers) ?? 0,
        Services = Whole(amounts, ResourceNames.Services) ?? 0,
        Other = Other(amounts),
    };

    /// <summary>The least there is of a resource: a unit, or a thousandth.</summary>
    public static ResourceAmounts Least(string resource) =>
        ToAmounts(new Dictionary<string, decimal> { [resource] = 1m / ResourceNames.StepsPerUnit(resource) });

    private static long? Whole(IReadOnlyDictionary<string, decimal> amounts, string name) =>
        amounts.TryGetValue(name, out decimal amount) ? decimal.ToInt64(amount) : null;

    private static Dictionary<string, decimal> Other(IReadOnlyDictionary<string, decimal> amounts) =>
        amounts.Where(e => !Known.Contains(e.Key)).ToDictionary(e => e.Key, e => e.Value);

    private static List<Dictionary<string, string>> Read()
    {
        using Stream stream = typeof(ResourceManifests).Assembly.GetManifestResourceStream("resource-quotas.json")!;
        return JsonSerializer.Deserialize<List<Dictionary<string, string>>>(stream, Options)!;
    }
}
