using System.Net;
using Microsoft.Extensions.Options;

namespace Hivemind.Tenancy.Docker;

/// <summary>What can never work is refused when the host starts.</summary>
internal sealed class DockerOptionsValidator : IValidateOptions<DockerOptions>
{
    /// <summary>As capabilities(7) has them.</summary>
    private static readonly HashSet<string> Capabilities = new(
        ("AUDIT_CONTROL AUDIT_READ AUDIT_WRITE BLOCK_SUSPEND BPF CHECKPOINT_RESTORE CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID IPC_LOCK IPC_OWNER KILL LEASE "
        + "LINUX_IMMUTABLE MAC_ADMIN MAC_OVERRIDE MKNOD NET_ADMIN NET_BIND_SERVICE NET_BROADCAST NET_RAW PERFMON SETFCAP SETGID SETPCAP SETUID SYS_ADMIN SYS_BOOT SYS_CHROOT "
        + "SYS_MODULE SYS_NICE SYS_PACCT SYS_PTRACE SYS_RAWIO SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG SYSLOG WAKE_ALARM").Split(' '),
        StringComparer.Ordinal);

    public ValidateOptionsResult Validate(string? name, DockerOptions options)
    {
        string[] wrong = [.. Faults(options).OfType<string>()];
        return wrong.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }

    private static IEnumerable<string?> Faults(DockerOptions o)
    {
        yield return IsLabel(o.Platform) ? null : $"Platform '{o.Platform}' is refused: 1 to 63 of a-z, 0-9 and '-' is allowed.";
        yield return o.Nodes.Count > 0 ? null : "Nodes are missing: docker.Nodes.Add(new DockerNode(\"node-1\", new Uri(\"unix:///var/run/docker.sock\"))).";
        yield return o.Nodes.GroupBy(n => n.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice ? $"Node '{twice.Key}' is named twice." : null;
        yield return o.Nodes.GroupBy(n => n.Endpoint).FirstOrDefault(g => g.Count() > 1) is { } same ? $"Nodes {string.Join(" and ", same.Select(n => $"'{n.Name}'"))} are one engine, {same.Key}: an engine is one node." : null;
        yield return o.SharedNetwork.BaseAddress.AddressFamily != System.Net.Sockets.AddressFamily.InterNetwork || o.SharedNetwork.PrefixLength is < 8 or > 29
            ? $"SharedNetwork {o.SharedNetwork} is refused: an IPv4 range with a prefix of 8 to 29 is allowed." : null;
        yield return o.ProbeImage is null || ImageName.TryComplete(o.ProbeImage, out _) ? null : $"ProbeImage '{o.ProbeImage}' is no image: 'registry.example.com/tools/busybox:1.37' is.";
        yield return o.AllowedCapabilities.FirstOrDefault(c => !Capabilities.Contains(c)) is { } capability
            ? $"AllowedCapabilities '{capability}' is no capability: names as 'NET_BIND_SERVICE', without CAP_, are." : null;
        yield return Prefix(o.NetworkPool, o.NetworkPrefixLength);
        yield return Overlap(o.NetworkPool, o.SharedNetwork) ? $"SharedNetwork {o.SharedNetwork} overlaps NetworkPool {o.NetworkPool}." : null;
        yield return Range(o.CpuCoresUnlessAsked, ContainerLimits.LeastCpuCores, 4096, nameof(o.CpuCoresUnlessAsked));
        yield return Range(o.MemoryBytesUnlessAsked, ContainerLimits.LeastMemoryBytes, long.MaxValue, nameof(o.MemoryBytesUnlessAsked));
        yield return Range(o.ProcessesPerReplica, 1, int.MaxValue, nameof(o.ProcessesPerReplica));
        yield return Range(o.StopGrace, TimeSpan.Zero, TimeSpan.FromMinutes(10), nameof(o.StopGrace));
        yield return Range(o.AnswerLimit, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10), nameof(o.AnswerLimit));
        yield return Range(o.LookInterval, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1), nameof(o.LookInterval));
        foreach (string pattern in o.AllowedImages.Concat(o.LocalImages))
        {
            yield return pattern == "*" || ImageName.TryComplete(pattern.Replace('*', 'x'), out _) ? null : $"'{pattern}' is no image: 'registry.example.com/*' and 'nginx:1.*' are.";
        }
    }

    private static string? Prefix(IPNetwork pool, int length) =>
        pool.BaseAddress.AddressFamily != System.Net.Sockets.AddressFamily.InterNetwork ? $"NetworkPool {pool} is refused: an IPv4 range is allowed."
        : length is < 16 or > 29 || length < pool.PrefixLength ? $"NetworkPrefixLength {length} is refused: 16 to 29, and at least that of NetworkPool {pool}, is allowed."
        : null;

    private static bool Overlap(IPNetwork one, IPNetwork other) => one.Contains(other.BaseAddress) || other.Contains(one.BaseAddress);

    private static string? Range<T>(T value, T least, T most, string member)
        where T : IComparable<T> =>
        value.CompareTo(least) >= 0 && value.CompareTo(most) <= 0 ? null : $"{member} {value} is refused: {least} to {most} is allowed.";

    private static bool IsLabel(string? value) =>
        value is { Length: >= 1 and <= 63 } && value[0] != '-' && value[^1] != '-' && value.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}
