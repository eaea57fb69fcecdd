using System.Formats.Tar;
using Docker.DotNet.Models;

namespace Hivemind.Tenancy.Docker.Tests.Reports;

/// <summary>What the content and the name of an image can do.</summary>
public sealed class ImageTests(DockerDaemon daemon)
{
    /// <summary>
    /// Containers take volumes from their anchor. If a tenant could put an image of its own in the place of the anchors' one, the volumes that
    /// it declares, filled with its files, would lie over <c>/bin</c> of everybody's containers.
    /// </summary>
    [Theory]
    [InlineData("hivemind-tenancy/anchor:1")]
    [InlineData("hivemind.invalid/anchor:1")]
    public async Task An_image_that_a_tenant_may_pull_never_is_that_of_anchors(string image)
    {
        await using Bench bench = new(daemon, o => o.AllowedImages.Add("*"));
        if (ImageStore.IsAllowed(bench.Options, image))
        {
            await ImportAsync(image, "VOLUME /planted");
        }

        EngineApp app = await bench.RunAsync(Bench.Wanted(Bench.Key()));

        (await bench.InspectAsync(app.Replicas[0])).Mounts.Should().BeNullOrEmpty();
    }

    /// <summary>
    /// https://github.com/dokku/docker-orchestrate/issues/63, https://github.com/moby/moby/issues/41843: each container of an image that declares
    /// volumes brings nameless ones, which stay when it is replaced.
    /// </summary>
    [Fact]
    public async Task The_nameless_volumes_of_an_image_go_with_each_container()
    {
        await using Bench bench = new(daemon, o => o.LocalImages.Add("volumes:1"));
        await ImportAsync("volumes:1", "VOLUME /planted");
        HashSet<string> before = [.. (await bench.Client.Volumes.ListAsync(Bench.Stop)).Volumes?.Select(v => v.Name) ?? []];
        DesiredApp wanted = Bench.Wanted(Bench.Key(), s => s with { Image = "volumes:1" });
        EngineApp first = await bench.RunAsync(wanted);
        string nameless = (await bench.InspectAsync(first.Replicas[0])).Mounts.Should().ContainSingle().Subject.Name!;
        wanted = await bench.ChangeAsync(wanted, d => d with { Spec = d.Spec with { Environment = new Dictionary<string, string> { ["A"] = "1" } } });
        EngineApp second = await bench.UntilAsync(wanted.Key, a => a.IsReady && a.Replicas.Count == 1 && a.Replicas[0].Id != first.Replicas[0].Id);
        string next = (await bench.InspectAsync(second.Replicas[0])).Mounts.Should().ContainSingle().Subject.Name!;

        await bench.Engine.RemoveAsync(wanted.Key, null, Bench.Stop);

        before.Should().NotContain(nameless);
        (await bench.Client.Volumes.ListAsync(Bench.Stop)).Volumes?.Select(v => v.Name).Should().NotContain([nameless, next]);
    }

    private async Task ImportAsync(string image, string change)
    {
        using MemoryStream archive = new();
        await using (TarWriter writer = new(archive, leaveOpen: true))
        {
            await using FileStream busybox = File.OpenRead("/bin/busybox");
            await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.Directory, "bin") { Mode = (UnixFileMode)0b111_101_101 });
            await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, "bin/busybox") { Mode = (UnixFileMode)0b111_101_101, DataStream = busybox });
            await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.SymbolicLink, "bin/sleep") { LinkName = "busybox" });
        }

        archive.Position = 0;
        int colon = image.LastIndexOf(':');
        await daemon.Client.Images.CreateImageAsync(
            new ImagesCreateParameters { FromSrc = "-", Repo = image[..colon], Tag = image[(colon + 1)..], Changes = ["ENV PATH=/bin", change] }, archive, null, new Progress<JSONMessage>());
    }
}
