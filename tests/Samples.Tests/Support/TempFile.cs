using System.IO.Compression;
using System.Text;

namespace Samples.Tests;

/// <summary>A file with given content that is gone at the end of the test.</summary>
internal sealed class TempFile : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("hivemind-samples-");

    public TempFile(string text, string name = "log.swf")
        : this(Encoding.UTF8.GetBytes(text), name)
    {
    }

    public TempFile(byte[] content, string name = "log.swf")
    {
        Path = System.IO.Path.Combine(_directory.FullName, name);
        File.WriteAllBytes(Path, content);
    }

    public string Path { get; }

    public static byte[] Gzip(string text)
    {
        using MemoryStream compressed = new();
        using (GZipStream gzip = new(compressed, CompressionLevel.Optimal))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return compressed.ToArray();
    }

    public void Dispose() => _directory.Delete(recursive: true);
}
