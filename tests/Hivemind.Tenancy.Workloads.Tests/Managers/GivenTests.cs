namespace Hivemind.Tenancy.Workloads.Tests.Managers;

/// <summary>What a replica is given is held, and what is refused says why.</summary>
public sealed class GivenTests
{
    private static readonly ResourceAmounts Given = new() { CpuCores = 0.25m, MemoryBytes = 128 << 20 };

    private static readonly AppSpec Plain = new() { Name = "shop", Namespace = "web", Image = "nginx:1.27", Replicas = 2 };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_replica_gets_that_asks_for_none_is_held()
    {
        await using Platform platform = await Platform.CreateAsync(new ResourceQuotas { CpuCores = 0.75m });
        platform.Engine.UnlessAsked = Given;

        App app = await platform.DeployAsync(Plain);

        app.Spec.PerReplica.Should().Be(Given);
        (await platform.HeldAsync()).Should().Be(new ResourceAmounts { CpuCores = 0.5m, MemoryBytes = 256 << 20, Containers = 2 });
        await new Func<Task>(() => platform.DeployAsync(Plain with { Name = "other" }).AsTask()).Should().ThrowAsync<QuotaExceededException>();
        (await platform.DeployAsync(Plain)).Generation.Should().Be(app.Generation, "it is the same still");
        await platform.Apps.RedeployAsync(platform.Acme, Plain with { PerReplica = new ResourceAmounts { CpuCores = 0.1m } }, cancellationToken: Cancellation);
        (await platform.HeldAsync()).Should().Be(new ResourceAmounts { CpuCores = 0.2m, MemoryBytes = 256 << 20, Containers = 2 });
        await platform.ShouldAgreeAsync();
    }

    [Fact]
    public async Task Conflict_names_what_differs()
    {
        await using Platform platform = await Platform.CreateAsync();
        await platform.DeployAsync(Plain);
        await platform.Apps.ScaleAsync(platform.Acme, "web", "shop", 3, cancellationToken: Cancellation);

        (await new Func<Task>(() => platform.DeployAsync(Plain with { Restart = RestartPolicy.Never }).AsTask()).Should().ThrowAsync<AppConflictException>())
            .WithMessage("*with another spec (Replicas, Restart)*");
    }

    [Fact]
    public async Task Secrets_without_a_resolver_are_refused_before_anything_is_held()
    {
        await using Platform platform = await Platform.CreateAsync();

        AppDeploymentException refused = (await new Func<Task>(() => platform.DeployAsync(Plain with { Secrets = new Dictionary<string, SecretReference> { ["TOKEN"] = new("token") } }).AsTask())
            .Should().ThrowAsync<AppDeploymentException>()).Which;

        refused.Should().BeEquivalentTo(new { Step = AppStep.Placement, IsUndone = true, Reason = "The host has no ISecretResolver, and secret 'token' is asked for." });
        (await platform.AllocationAsync()).Should().BeNull();
    }

    [Fact]
    public async Task App_says_how_it_is()
    {
        await using Platform platform = await Platform.CreateAsync();

        (await platform.DeployAsync(Plain)).ToString().Should().Be("web/shop of acme is Ready, with 2 of 2 replicas ready");
    }
}
