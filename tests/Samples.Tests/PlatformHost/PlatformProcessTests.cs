using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Samples.Tests;

public sealed class PlatformProcessTests
{
    [Fact]
    public async Task Lines_it_prints_work_when_pasted_and_it_stops_without_a_trace()
    {
        await using PlatformProcess platform = await PlatformProcess.StartAsync();
        string[] lines = [.. platform.Output.Split('\n', StringSplitOptions.TrimEntries)
            .Where(l => l.StartsWith("TOKEN=", StringComparison.Ordinal) || l.StartsWith("curl ", StringComparison.Ordinal))];
        lines.Should().HaveCount(3);

        RunResult pasted = await BashAsync(string.Join("\necho\n", lines));
        bool hadStore = platform.TemporaryFiles.Any();
        int exitCode = await platform.InterruptAsync();

        pasted.Error.Should().BeEmpty();
        string[] answers = [.. pasted.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
        answers.Should().HaveCount(2);
        JsonElement tenant = JsonDocument.Parse(answers[0]).RootElement.GetProperty("tenants").EnumerateArray().Single();
        tenant.GetProperty("id").GetString().Should().Be("acme");
        JsonElement container = JsonDocument.Parse(answers[1]).RootElement;
        container.GetProperty("state").GetString().Should().Be("ready");
        exitCode.Should().Be(0, platform.Output);
        hadStore.Should().BeTrue("the tenants are kept in a file");
        platform.TemporaryFiles.Should().BeEmpty();
    }

    [Fact]
    public async Task Second_run_on_a_file_leaves_what_the_first_changed()
    {
        using TempFile folder = new(string.Empty);
        string store = "sqlite:" + Path.Combine(Path.GetDirectoryName(folder.Path)!, "tenancy.db");
        await using (PlatformProcess first = await PlatformProcess.StartAsync("--store", store))
        {
            (await ResumeAsync(first, "initech")).Should().Contain("\"status\":\"active\"");
            (await first.InterruptAsync()).Should().Be(0);
        }

        await using PlatformProcess second = await PlatformProcess.StartAsync("--store", store);
        string again = await ResumeAsync(second, "initech");

        again.Should().Contain("\"from\":\"active\"", "it was resumed before and not suspended again");
    }

    [Theory]
    [InlineData("--urls", "http://0.0.0.0:0")]
    [InlineData("--urls", "http://*:0")]
    [InlineData("--urls", "http://127.0.0.1.example.com:0")]
    [InlineData("--urls", "http://127.0.0.1:0;http://0.0.0.0:0")]
    [InlineData("--urls", "https://127.0.0.1:0")]
    [InlineData("--store", "mysql:x")]
    public async Task It_refuses_other_stores_and_to_listen_beyond_this_machine(params string[] arguments) =>
        await StartAndStop(arguments).Should().ThrowAsync<InvalidOperationException>()
            .WithMessage("It ended with 2: PlatformHost takes *on the loopback interface*memory, sqlite:PATH or postgres:CONNECTION.*");

    [Theory]
    [InlineData("--replay takes a log, once: --replay LOG.", "--replay")]
    [InlineData("--replay takes a log, once: --replay LOG.", "--replay", "--store", "memory")]
    [InlineData("--replay takes a log, once: --replay LOG.", "--replay", "some.swf", "--replay", "other.swf")]
    [InlineData("--replay takes a log, once: --replay LOG.", "--replay=some.swf")]
    [InlineData("--replay keeps its tenants in memory: leave --store out.", "--replay", "some.swf", "--store", "memory")]
    [InlineData("There is no option '--stroe'.", "--stroe", "memory")]
    [InlineData("There is no option 'some.swf'.", "some.swf")]
    [InlineData("--docker is there once, and takes an endpoint such as unix:///var/run/docker.sock or https://node:2376.", "--docker", "127.0.0.1:2375")]
    [InlineData("--docker is there once, and takes an endpoint such as unix:///var/run/docker.sock or https://node:2376.", "--docker", "localhost:2375")]
    [InlineData("--docker is there once, and takes an endpoint such as unix:///var/run/docker.sock or https://node:2376.", "--docker", "--docker")]
    [InlineData("--store takes a value.", "--store")]
    [InlineData("--store is there twice.", "--store", "memory", "--store=memory")]
    public async Task It_ignores_nothing_that_it_is_told(string problem, params string[] arguments) =>
        await StartAndStop(arguments).Should().ThrowAsync<InvalidOperationException>().WithMessage($"It ended with 2: {problem} PlatformHost takes *");

    [Fact]
    public async Task Store_that_cannot_be_opened_is_said_in_one_line() =>
        await StartAndStop("--store", "sqlite:/nowhere/to/be/found/tenancy.db").Should().ThrowAsync<InvalidOperationException>()
            .Where(e => e.Message.StartsWith("It ended with 1: ", StringComparison.Ordinal) && !e.Message.Contains("   at ", StringComparison.Ordinal));

    [Fact]
    public async Task Port_that_is_taken_is_said_in_one_line()
    {
        using TcpListener other = new(IPAddress.Loopback, 0);
        other.Start();

        await StartAndStop("--urls", $"http://127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port}").Should().ThrowAsync<InvalidOperationException>()
            .Where(e => e.Message.StartsWith("It ended with 1: ", StringComparison.Ordinal) && e.Message.Contains("address already in use", StringComparison.Ordinal)
                && e.Message.Trim().Split('\n', StringSplitOptions.None).Length == 1);
    }

    private static Func<Task> StartAndStop(params string[] arguments) => async () =>
    {
        await using PlatformProcess started = await PlatformProcess.StartAsync(arguments);
    };

    private static async Task<string> ResumeAsync(PlatformProcess platform, string tenant)
    {
        using HttpClient client = new() { BaseAddress = platform.Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", await PlatformFixture.SignInAsync(client, "root"));
        using HttpResponseMessage response = await client.PostAsync($"/api/v1/tenants/{tenant}/resume", null, TestContext.Current.CancellationToken);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<RunResult> BashAsync(string script)
    {
        using Process bash = Process.Start(new ProcessStartInfo("bash", ["-c", script]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> output = bash.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> error = bash.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await bash.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new RunResult(bash.ExitCode, await output, await error);
    }
}
