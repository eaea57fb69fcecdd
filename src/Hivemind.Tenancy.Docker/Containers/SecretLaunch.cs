using System.Security.Cryptography;
using System.Text;

namespace Hivemind.Tenancy.Docker;

/// <summary>
/// How secrets get into the environment of a process without being kept: the container's standard input brings them, to a shell that sets
/// them and then becomes the process. The engine stores and shows what an environment is made with, and what is copied into a container;
/// it keeps nothing of what comes through standard input.
/// </summary>
internal static class SecretLaunch
{
    /// <summary>
    /// Reads a mark, then lines until the mark, runs them, and becomes the command, which has no standard input. An input that ends before
    /// the mark ends the container: whoever was to bring the secrets is gone.
    /// </summary>
    private const string Script =
        "IFS= read -r hv_end || exit 125; hv_all=; "
        + "while IFS= read -r hv_line; do [ \"$hv_line\" = \"$hv_end\" ] && break; hv_all=\"$hv_all$hv_line\n\"; done; "
        + "[ \"$hv_line\" = \"$hv_end\" ] || exit 125; eval \"$hv_all\"; unset hv_end hv_all hv_line; exec \"$@\" </dev/null";

    /// <summary>The command that waits for secrets and then becomes this one.</summary>
    public static IList<string> Wrap(IEnumerable<string> command) => ["/bin/sh", "-c", Script, "hivemind", .. command];

    /// <summary>What the container's standard input brings.</summary>
    public static byte[] Input(IReadOnlyDictionary<string, string> secrets)
    {
        StringBuilder text = new();
        string mark = $"hv-{RandomNumberGenerator.GetHexString(32, lowercase: true)}";
        text.Append(mark).Append('\n');
        foreach ((string name, string value) in secrets)
        {
            text.Append("export ").Append(name).Append("='").Append(value.Replace("'", "'\\''", StringComparison.Ordinal)).Append("'\n");
        }

        return Encoding.UTF8.GetBytes(text.Append(mark).Append('\n').ToString());
    }
}
