using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.Testing.Tests;

/// <summary>The code of this package's page, compiled and run: a block is what stands between a mark, which names the page, and the next END.</summary>
public sealed class ReadmeSnippets
{
    [Fact]
    public async Task Host()
    {
        // src/Hivemind.Tenancy.Testing/README.md
        await using TenancyTestHost host = new();
        Tenant acme = await host.CreateTenantAsync("acme", spec => spec with { ResourceQuotas = new ResourceQuotas { Containers = 1 } });

        await host.Quotas.ReserveAsync(acme.Id, new ResourceAmounts { Containers = 1 });
        host.Clock.Advance(TimeSpan.FromSeconds(30)); // the lease ends

        await host.Quotas.ReserveAsync(acme.Id, new ResourceAmounts { Containers = 1 });
        Console.WriteLine(host.Events.Of<TenantCreated>().Count);
        // END
    }

    [Fact]
    public void Context()
    {
        static void HandleMessage() => TenantContext.Required.UserId.Should().Be("bob");

        // src/Hivemind.Tenancy.Testing/README.md
        using (TenantContextLeak.Watch())
        using (TestTenants.Enter("acme", "bob"))
        {
            HandleMessage();
        }
        // END
    }

    [Fact]
    public async Task Access()
    {
        // src/Hivemind.Tenancy.Testing/README.md
        RecordingRbac rbac = new(new ScriptedRbac().Allow("bob", "containers:deploy", "acme/web"));
        await using TenancyTestHost host = new(configure: tenancy => tenancy.UseRbac(rbac).Services.AddSingleton<Deployer>());
        await host.CreateTenantAsync("acme", spec => spec with { Namespaces = ["web"] });
        await host.Services.GetRequiredService<Deployer>().DeployAsync("bob");
        Console.WriteLine(rbac.Questions[^1].IsGranted);
        // END
    }

    // src/Hivemind.Tenancy.Testing/README.md
    public static TheoryData<string> Cases => [.. TenantStoreConformance.Cases.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Store_keeps_the_contract(string name) => TenantStoreConformance.RunAsync(name, async cancellationToken =>
    {
        TestDatabase database = await TestDatabase.CreateAsync(cancellationToken);
        return new TenantStoreHarness(database.OpenStore(), database.Clock) { SecondHost = database.OpenStore(), Cleanup = database.DisposeAsync };
    });
    // END

    private sealed class Deployer(IAccessManager access)
    {
        public async Task DeployAsync(string userId) =>
            await access.CheckPermissionAsync(userId, Permission.Parse("containers:deploy"), PermissionScope.Parse("acme/web"));
    }

    private sealed class TestDatabase(ServiceProvider services, TestClock clock)
    {
        public TestClock Clock { get; } = clock;

        public static Task<TestDatabase> CreateAsync(CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            TestClock clock = new();
            return Task.FromResult(new TestDatabase(Memory.Services(clock: clock), clock));
        }

        public ITenantStore OpenStore() => services.GetRequiredService<ITenantStore>();

        public ValueTask DisposeAsync() => services.DisposeAsync();
    }
}
