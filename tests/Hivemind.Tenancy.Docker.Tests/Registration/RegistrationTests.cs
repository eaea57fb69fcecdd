using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Hivemind.Tenancy.Docker.Tests;

public sealed class RegistrationTests
{
    private static readonly Uri Endpoint = new("unix:///nowhere/docker.sock");
    private static readonly Uri Other = new("unix:///nowhere/other.sock");

    [Fact]
    public async Task Twice_is_harmless_and_every_configuration_counts_whichever_comes_first()
    {
        foreach (Action<HivemindTenancyBuilder> configure in new Action<HivemindTenancyBuilder>[]
        {
            b => b.AddWorkloads().UseDocker(o => o.Nodes.Add(new DockerNode("one", Endpoint))).UseDocker(o => o.Nodes.Add(new DockerNode("two", Other))),
            b => b.UseDocker(o => o.Nodes.Add(new DockerNode("one", Endpoint))).UseDocker(o => o.Nodes.Add(new DockerNode("two", Other))),
            b => b.UseDocker(o => o.Nodes.Add(new DockerNode("one", Endpoint))).AddWorkloads().UseDocker(o => o.Nodes.Add(new DockerNode("two", Other))),
        })
        {
            ServiceCollection services = new();
            configure(services.AddHivemindTenancy());
            await using ServiceProvider host = services.BuildServiceProvider();

            host.GetRequiredService<IWorkloadEngine>().Should().BeSameAs(host.GetRequiredService<DockerWorkloadEngine>());
            host.GetRequiredService<IWorkloadEngine>().Sources.Should().Equal("one", "two");
            host.GetService<IAppManager>().Should().NotBeNull("it brings apps with it");
            host.GetServices<IHostedService>().OfType<DockerService>().Should().ContainSingle();
        }
    }

    [Theory]
    [InlineData("nothing", "Nodes are missing")]
    [InlineData("twice", "Node 'one' is named twice.")]
    [InlineData("same", "Nodes 'one' and 'again' are one engine, unix:///nowhere/docker.sock")]
    [InlineData("capability", "AllowedCapabilities 'CAP_NET_RAW' is no capability")]
    [InlineData("probe", "ProbeImage 'not an image' is no image")]
    [InlineData("shared", "SharedNetwork 10.214.0.0/31 is refused")]
    [InlineData("shared6", "SharedNetwork fd00::/64 is refused")]
    [InlineData("platform", "Platform 'No Label' is refused")]
    [InlineData("pattern", "'not an image' is no image")]
    [InlineData("prefix", "NetworkPrefixLength 30 is refused")]
    [InlineData("overlap", "SharedNetwork 10.213.0.0/24 overlaps NetworkPool 10.213.0.0/16.")]
    [InlineData("memory", "MemoryBytesUnlessAsked 1 is refused")]
    [InlineData("cpu", "CpuCoresUnlessAsked 0 is refused")]
    [InlineData("look", "LookInterval 00:00:00 is refused")]
    public async Task What_can_never_work_is_refused_when_the_host_starts(string what, string message)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Services.AddHivemindTenancy().AddWorkloads().UseDocker(o =>
        {
            if (what != "nothing")
            {
                o.Nodes.Add(new DockerNode("one", Endpoint));
            }

            Action wrong = what switch
            {
                "twice" => () => o.Nodes.Add(new DockerNode("one", Endpoint)),
                "same" => () => o.Nodes.Add(new DockerNode("again", Endpoint)),
                "capability" => () => o.AllowedCapabilities.Add("CAP_NET_RAW"),
                "probe" => () => o.ProbeImage = "not an image",
                "shared" => () => o.SharedNetwork = IPNetwork.Parse("10.214.0.0/31"),
                "shared6" => () => o.SharedNetwork = IPNetwork.Parse("fd00::/64"),
                "platform" => () => o.Platform = "No Label",
                "pattern" => () => o.AllowedImages.Add("not an image"),
                "prefix" => () => o.NetworkPrefixLength = 30,
                "overlap" => () => o.SharedNetwork = IPNetwork.Parse("10.213.0.0/24"),
                "memory" => () => o.MemoryBytesUnlessAsked = 1,
                "cpu" => () => o.CpuCoresUnlessAsked = 0,
                "look" => () => o.LookInterval = TimeSpan.Zero,
                _ => () => { }
                ,
            };
            wrong();
        });
        using IHost host = builder.Build();

        Func<Task> start = () => host.StartAsync(TestContext.Current.CancellationToken);

        (await start.Should().ThrowAsync<OptionsValidationException>()).Which.Message.Should().Contain(message);
    }
}
