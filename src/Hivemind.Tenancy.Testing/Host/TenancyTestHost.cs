using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.Testing;

/// <summary>
/// A whole host with tenancy for one test: everything in memory, a clock that stands still until the test moves it, and every
/// event recorded. The test itself may do everything: it needs no context, unless it sets
/// <see cref="HivemindTenancyOptions.AllowNoContext"/> to false to find code that forgot to enter one.
/// </summary>
/// <example><code>
/// await using TenancyTestHost host = new();
/// Tenant acme = await host.CreateTenantAsync("acme");
/// host.Clock.Advance(TimeSpan.FromSeconds(31));
/// </code></example>
public sealed class TenancyTestHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    /// <summary>Builds the host.</summary>
    /// <param name="options">Sets options, as <c>AddHivemindTenancy</c> does.</param>
    /// <param name="configure">Adds what the test needs: handlers, provisioners, another RBAC, and through <see cref="HivemindTenancyBuilder.Services"/> the code under test.</param>
    public TenancyTestHost(Action<HivemindTenancyOptions>? options = null, Action<HivemindTenancyBuilder>? configure = null)
    {
        ServiceCollection services = new();
        services.AddSingleton<TimeProvider>(Clock);
        services.AddSingleton<ITenancyEventHandler>(Events);
        HivemindTenancyBuilder builder = services.AddHivemindTenancy(o => o.AllowNoContext = true);
        builder.Services.AddHivemindTenancy(options);
        configure?.Invoke(builder);
        _services = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }

    /// <summary>The host's clock.</summary>
    public TestClock Clock { get; } = new();

    /// <summary>What has happened so far.</summary>
    public RecordingEventHandler Events { get; } = new();

    /// <summary>The host's services.</summary>
    public IServiceProvider Services => _services;

    /// <summary>Tenants.</summary>
    public ITenantManager Tenants => _services.GetRequiredService<ITenantManager>();

    /// <summary>Quotas and reservations.</summary>
    public IQuotaManager Quotas => _services.GetRequiredService<IQuotaManager>();

    /// <summary>Access.</summary>
    public IAccessManager Access => _services.GetRequiredService<IAccessManager>();

    /// <summary>As System, wherever the test stands: creates an Active tenant called after its id, owned by <see cref="TestTenants.Owner"/>, without limits unless changed.</summary>
    /// <param name="id">The id, an RFC 1123 label.</param>
    /// <param name="change">Changes what <see cref="TestTenants.Spec"/> makes, with <c>with</c>; null for nothing.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async ValueTask<Tenant> CreateTenantAsync(
        string id = TestTenants.Id, Func<TenantSpec, TenantSpec>? change = null, CancellationToken cancellationToken = default)
    {
        TenantSpec spec = TestTenants.Spec(id);
        using TenantScope scope = TenantContext.System("test", "prepares the test").Enter();
        return await Tenants.CreateTenantAsync(change is null ? spec : change(spec), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Disposes of the services.</summary>
    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
