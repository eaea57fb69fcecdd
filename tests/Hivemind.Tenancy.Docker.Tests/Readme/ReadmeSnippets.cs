using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Hivemind.Tenancy.Docker.Tests.Readme;

/// <summary>The code of this package's page, compiled and run: a block is what stands between a mark, which names the page, and the next END.</summary>
public sealed class ReadmeSnippets
{
    [Fact]
    public async Task First_lines()
    {
        ServiceCollection services = new();

        // src/Hivemind.Tenancy.Docker/README.md
        services.AddHivemindTenancy().AddWorkloads().UseDocker(docker =>
        {
            docker.Nodes.Add(new DockerNode("node-1", new Uri("unix:///var/run/docker.sock")));
            docker.AllowedImages.Add("registry.example.com/*"); // pulled, as the tenant
            docker.LocalImages.Add("nginx:1.27"); // on the node already, and everybody's
            docker.ProbeImage = "registry.example.com/tools/busybox:1.37"; // for the self-test
        });

        // END
        await using ServiceProvider host = services.BuildServiceProvider();
        host.GetRequiredService<IOptions<DockerOptions>>().Value.Nodes.Should().ContainSingle();
        host.GetRequiredService<IWorkloadEngine>().Sources.Should().Equal("node-1");
    }
}
