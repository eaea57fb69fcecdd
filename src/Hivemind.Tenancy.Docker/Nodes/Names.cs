using System.Security.Cryptography;
using System.Text;
using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.Docker;

/// <summary>Names on an engine. They are the locks: the engine gives each container's name once.</summary>
internal static class Names
{
    /// <summary>Which app or volume of which platform: 24 of 0-9 and a-f.</summary>
    public static string KeyOf(string platform, AppKey key) => Hash($"{platform}\n{key.Tenant}\n{key.Namespace}\n{key.Name}", 24);

    /// <summary>Which tenant of which platform: 12 of 0-9 and a-f, as a bridge's name has 15 characters.</summary>
    public static string TenantOf(string platform, TenantReference tenant) => Hash($"{platform}\n{tenant}", 12);

    public static string Anchor(string kind, string key, long generation) => $"hv-{kind}-{key}-g{generation}";

    public static string Replica(string key, string revision, int slot, int attempt) => $"hv-{key}-{revision}-r{slot}-a{attempt}";

    public static string Bridge(string tenant) => $"hv-{tenant}";

    public static string OwnVolume(TenantUid uid, string key, Guid instance, string volume) => $"hv-{uid}-{Hash($"{key}\n{instance:N}\n{volume}", 16)}";

    public static string NewVolume(TenantUid uid) => $"hv-{uid}-{Guid.NewGuid():N}";

    public static string Hash(string text, int length) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..length];
}
