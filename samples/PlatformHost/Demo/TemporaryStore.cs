namespace PlatformHost;

/// <summary>A SQLite file in a folder of its own, which is gone when the demo ends.</summary>
internal sealed class TemporaryStore : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hivemind-platform-");

    /// <summary>As <c>--store</c> takes it.</summary>
    public string Argument => "sqlite:" + Path.Combine(_folder.FullName, "tenancy.db");

    public void Dispose() => _folder.Delete(recursive: true);
}
