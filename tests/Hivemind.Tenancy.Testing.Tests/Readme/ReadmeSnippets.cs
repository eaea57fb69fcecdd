using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.Testing.Tests;

/// <summary>The README's section on testing, compiled and run: what stands between two marks is a block of it.</summary>
public sealed class ReadmeSnippets
{
    [Fact]
    public async Task Host()
    {
        // README
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

        // README
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
        // README
        RecordingRbac rbac = new(new ScriptedRbac().Allow("bob", "containers:deploy", "acme/web"));
        await using TenancyTestHost host = new(configure: tenancy => tenancy.UseRbac(rbac).Services.AddSingleton<Deployer>());
        await host.CreateTenantAsync("acme", spec => spec with { Namespaces = ["web"] });
        await host.Services.GetRequiredService<Deployer>().DeployAsync("bob");
        Console.WriteLine(rbac.Questions[^1].IsGranted);
        // END
    }

    // README
    public static TheoryData<string> Cases => [.. TenantStoreConformance.Cases.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Store_keeps_the_contract(string name) => TenantStoreConformance.RunAsync(name, async cancellationToken =>
    {
        TestDatabase database = await TestDatabase.CreateAsync(cancellationToken);
        return new TenantStoreHarness(database.OpenStore()) { SecondHost = database.OpenStore(), Cleanup = database.DisposeAsync };
    });
    // END

    private sealed class Deployer(IAccessManager access)
    {
        public async Task DeployAsync(string userId) =>
            await access.CheckPermissionAsync(userId, Permission.Parse("containers:deploy"), PermissionScope.Parse("acme/web"));
    }

    private sealed class TestDatabase(ServiceProvider services)
    {
        public static Task<TestDatabase> CreateAsync(CancellationToken cancellationToken) =>
            cancellationToken.IsCancellationRequested ? Task.FromCanceled<TestDatabase>(cancellationToken) : Task.FromResult(new TestDatabase(Memory.Services()));

        public ITenantStore OpenStore() => services.GetRequiredService<ITenantStore>();

        public ValueTask DisposeAsync() => services.DisposeAsync();
    }
}
