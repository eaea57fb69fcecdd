using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Hivemind.Tenancy.StoreWorker;

/// <summary>
/// What runs, as an engine apart from the host would have it: a file for each allocation, named by source, tenant, uid and id, that
/// holds how much of it runs. It survives the processes that drive it.
/// </summary>
internal sealed class FileEngine(string folder)
{
    public void Apply(string source, TenantReference tenant, string id, long units)
    {
        string path = PathOf(source, tenant, id);
        byte[] text = Encoding.ASCII.GetBytes(units.ToString("D8", CultureInfo.InvariantCulture));
        try
        {
            // In place: whoever lists meanwhile could miss a file that is renamed over another, and an observation has to be complete.
            using SafeFileHandle running = File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            RandomAccess.Write(running, text, 0);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            string fresh = Path.Combine(folder, Guid.NewGuid().ToString("N"));
            File.WriteAllBytes(fresh, text);
            File.Move(fresh, path, overwrite: true);
        }
    }

    public void Remove(string source, TenantReference tenant, string id)
    {
        if (Directory.Exists(Path.GetDirectoryName(PathOf(source, tenant, id))))
        {
            File.Delete(PathOf(source, tenant, id));
        }
    }

    /// <summary>The sources that anything ever ran under.</summary>
    public IReadOnlyList<string> Sources() => [.. Directory.GetDirectories(folder).Select(d => Path.GetFileName(d)!)];

    /// <summary>The tenants, by uid, that a source ever ran anything for.</summary>
    public IReadOnlyList<TenantReference> Tenants(string source) => Directory.Exists(Path.Combine(folder, source))
        ? [.. Directory.GetDirectories(Path.Combine(folder, source)).Select(d => Path.GetFileName(d)!.Split('@')).Select(p => new TenantReference(TenantId.Parse(p[0]), TenantUid.Parse(p[1])))]
        : [];

    /// <summary>Everything of one tenant that one source runs. What comes or goes meanwhile may be seen or not.</summary>
    public IReadOnlyDictionary<string, long> List(string source, TenantReference tenant)
    {
        Dictionary<string, long> running = [];
        string directory = Path.Combine(folder, source, tenant.ToString());
        foreach (string path in Directory.Exists(directory) ? Directory.GetFiles(directory) : [])
        {
            try
            {
                running.Add(Path.GetFileName(path), long.Parse(File.ReadAllText(path), CultureInfo.InvariantCulture));
            }
            catch (FileNotFoundException)
            {
                // Removed since.
            }
        }

        return running;
    }

    private string PathOf(string source, TenantReference tenant, string id) => Path.Combine(folder, source, tenant.ToString(), id);
}
