using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Hivemind.Tenancy.Docker.Tests;

/// <summary>A registry where the engine is, with one image, for those who sign in.</summary>
internal sealed class Registry : IAsyncDisposable
{
    private readonly Socket _listener;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Dictionary<string, (string Type, byte[] Bytes)> _content = new(StringComparer.Ordinal);
    private readonly string _sign;

    public Registry(int pid, int port, string user, string password)
    {
        _sign = $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"))}";
        Image = $"127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}/shop:1";
        Fill();
        _listener = NetworkNamespace.Listen(pid, port);
        _ = AcceptAsync();
    }

    public string Image { get; }

    public int Signed { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Dispose();
        _stopping.Dispose();
    }

    private static string Digest(byte[] bytes) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(bytes))}";

    private void Fill()
    {
        using MemoryStream archive = new();
        using (TarWriter writer = new(archive, leaveOpen: true))
        {
            using FileStream busybox = File.OpenRead("/bin/busybox");
            writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "sleep") { Mode = (UnixFileMode)0b111_101_101, DataStream = busybox });
        }

        using MemoryStream packed = new();
        using (GZipStream zip = new(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            zip.Write(archive.ToArray());
        }

        const string layerType = "application/vnd.docker.image.rootfs.diff.tar.gzip";
        const string configType = "application/vnd.docker.container.image.v1+json";
        const string manifestType = "application/vnd.docker.distribution.manifest.v2+json";
        byte[] layer = packed.ToArray();
        byte[] config = Encoding.UTF8.GetBytes($$$"""{"architecture":"amd64","os":"linux","config":{"Cmd":["/sleep","600"]},"rootfs":{"type":"layers","diff_ids":["{{{Digest(archive.ToArray())}}}"]}}""");
        byte[] manifest = Encoding.UTF8.GetBytes($$"""{"schemaVersion":2,"mediaType":"{{manifestType}}","config":{"mediaType":"{{configType}}","size":{{config.Length}},"digest":"{{Digest(config)}}"},"layers":[{"mediaType":"{{layerType}}","size":{{layer.Length}},"digest":"{{Digest(layer)}}"}]}""");
        _content["/v2/"] = ("application/json", "{}"u8.ToArray());
        _content["/v2/shop/manifests/1"] = _content[$"/v2/shop/manifests/{Digest(manifest)}"] = (manifestType, manifest);
        _content[$"/v2/shop/blobs/{Digest(config)}"] = (configType, config);
        _content[$"/v2/shop/blobs/{Digest(layer)}"] = (layerType, layer);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket socket = await _listener.AcceptAsync(_stopping.Token);
                _ = ServeAsync(socket);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // It ends.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        await using NetworkStream stream = new(socket, ownsSocket: true);
        using StreamReader reader = new(stream, leaveOpen: true);
        string[] request = (await reader.ReadLineAsync(_stopping.Token) ?? string.Empty).Split(' ');
        bool isSigned = false;
        while (await reader.ReadLineAsync(_stopping.Token) is { Length: > 0 } header)
        {
            isSigned |= header.Equals($"Authorization: {_sign}", StringComparison.OrdinalIgnoreCase);
        }

        (string status, string type, byte[] bytes) = !isSigned ? ("401 Unauthorized", "application/json", "{}"u8.ToArray())
            : request.Length > 1 && _content.TryGetValue(request[1], out (string Type, byte[] Bytes) found) ? ("200 OK", found.Type, found.Bytes)
            : ("404 Not Found", "application/json", "{}"u8.ToArray());
        Signed += isSigned ? 1 : 0;
        string head = $"HTTP/1.1 {status}\r\nContent-Type: {type}\r\nContent-Length: {bytes.Length}\r\nDocker-Content-Digest: {Digest(bytes)}\r\n"
            + "Docker-Distribution-Api-Version: registry/2.0\r\nWWW-Authenticate: Basic realm=\"test\"\r\nConnection: close\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), _stopping.Token);
        if (request[0] != "HEAD")
        {
            await stream.WriteAsync(bytes, _stopping.Token);
        }
    }
}
