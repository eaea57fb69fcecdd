namespace Hivemind.Tenancy.Docker.Tests;

/// <summary>The engine on Docker keeps the contract of engines.</summary>
public sealed class DockerEngineTests(DockerDaemon daemon)
{
    public static TheoryData<string> Cases => [.. WorkloadEngineConformance.Cases.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Engine_on_docker_keeps_the_contract(string name) =>
        WorkloadEngineConformance.RunAsync(name, _ => new(CreateAsync()), TestContext.Current.CancellationToken);

    private Task<WorkloadEngineHarness> CreateAsync()
    {
        SocketRelay relay = new(daemon.Socket);
        DockerOptions options = Engines.Options(relay.Endpoint, Engines.NewPlatform());
        DockerWorkloadEngine engine = Engines.Create(options);
        DockerWorkloadEngine second = Engines.Create(options);
        return Task.FromResult(new WorkloadEngineHarness(engine)
        {
            SecondHost = second,
            Image = DockerDaemon.Image,
            Command = ["sleep", "600"],
            JobCommand = ["true"],
            SlowAsync = _ =>
            {
                options.StopGrace = TimeSpan.FromSeconds(2);
                return new(["sh", "-c", "trap '' TERM; while true; do sleep 1; done"]);
            },
            BreakAsync = async _ => await relay.CutAsync(),
            Cleanup = async () =>
            {
                await engine.DisposeAsync();
                await second.DisposeAsync();
                await relay.DisposeAsync();
                await daemon.CleanAsync(options.Platform);
            },
        });
    }
}
