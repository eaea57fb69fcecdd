using System.Net.Http.Json;
using System.Text.Json;
using Docker.DotNet.Models;
using Samples.Tests;

namespace Hivemind.Tenancy.Docker.Tests;

/// <summary>The samples with <c>--docker</c>, as their users run them.</summary>
public sealed class SampleTests
{
    private const string Image = "nginx:1.27"; // by name: it is busybox, which sleeps

    [Fact]
    public async Task Quickstart_deploys_suspends_resumes_and_removes_on_an_engine_of_its_own()
    {
        await using DockerDaemon own = await StartAsync();

        RunResult result = await SampleProcess.RunAsync("Quickstart", "--docker", $"{own.Endpoint}");

        result.Error.Should().BeEmpty();
        result.ExitCode.Should().Be(0);
        result.Output.Should().ContainAll(
            "web/shop of acme is Ready with 1 replica",
            "containers: requested 2, used 3, reserved 0, limit 4",
            "its app is Suspended: nothing runs",
            "acme is resumed, its app is Ready",
            "the app is removed from the engine");
        (await own.Client.Containers.ListContainersAsync(new ContainersListParameters { All = true }, Bench.Stop)).Should().BeEmpty();
    }

    [Fact]
    public async Task Quickstart_says_in_one_message_what_to_do_where_its_image_is_missing()
    {
        await using DockerDaemon own = new();
        await own.InitializeAsync();

        RunResult result = await SampleProcess.RunAsync("Quickstart", "--docker", $"{own.Endpoint}");

        result.ExitCode.Should().Be(1);
        result.Error.Trim().Should().NotContain("\n").And.ContainAll($"{own.Endpoint}", $"'docker.io/library/{Image}' is not on node 'node-1'", $"docker pull {Image}");
        result.Output.Should().Contain("the app is removed from the engine").And.NotContain("web/shop of acme is Ready");
        (await own.Client.Containers.ListContainersAsync(new ContainersListParameters { All = true }, Bench.Stop)).Should().BeEmpty();
    }

    [Fact]
    public async Task PlatformHost_runs_what_a_user_deploys()
    {
        await using DockerDaemon own = await StartAsync();
        await using PlatformProcess platform = await PlatformProcess.StartAsync("--docker", $"{own.Endpoint}");
        using HttpClient http = new() { BaseAddress = platform.Address };
        using HttpResponseMessage signed = await http.PostAsync("/demo/sign-in?user=alice", null, Bench.Stop);
        JsonElement token = await signed.Content.ReadFromJsonAsync<JsonElement>(Bench.Stop);
        http.DefaultRequestHeaders.Authorization = new("Bearer", token.GetProperty("access_token").GetString());
        http.DefaultRequestHeaders.Add("X-Tenant-Id", "acme");

        using HttpResponseMessage deployed = await http.PostAsJsonAsync("/containers", new { image = Image, cpu = 0.25, memory = 32 << 20 }, Bench.Stop);
        deployed.StatusCode.Should().Be(System.Net.HttpStatusCode.Created);
        string path = deployed.Headers.Location!.ToString();
        JsonElement container = default;
        for (int i = 0; i < 300 && (i == 0 || container.GetProperty("state").GetString() != "ready"); i++)
        {
            await Task.Delay(100, Bench.Stop);
            container = await http.GetFromJsonAsync<JsonElement>(path, Bench.Stop);
        }

        container.GetProperty("state").GetString().Should().Be("ready");
        ContainerListResponse running = (await own.Client.Containers.ListContainersAsync(new ContainersListParameters(), Bench.Stop)).Should().ContainSingle().Subject;
        running.Labels["hivemind.tenancy.tenant"].Should().Be("acme");
        (await own.Client.Containers.InspectContainerAsync(running.ID, Bench.Stop)).HostConfig!.Memory.Should().Be(32 << 20);
        (await http.DeleteAsync(path, Bench.Stop)).StatusCode.Should().Be(System.Net.HttpStatusCode.NoContent);
    }

    /// <summary>An engine of its own: the samples' networks are those that every host has unless it says otherwise.</summary>
    private static async Task<DockerDaemon> StartAsync()
    {
        DockerDaemon own = new();
        await own.InitializeAsync();
        await own.ImportAsync("nginx", "1.27", "CMD [\"sleep\", \"600\"]");
        return own;
    }
}
