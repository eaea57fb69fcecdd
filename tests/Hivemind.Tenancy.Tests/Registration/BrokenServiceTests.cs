using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Hivemind.Tenancy.Tests;

/// <summary>A handler or provisioner that cannot be made is found out about at once, not at some event.</summary>
public sealed class BrokenServiceTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Broken => [nameof(BrokenHandler), nameof(BrokenProvisioner)];

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task Host_does_not_start_when_one_cannot_be_made(string service)
    {
        HostApplicationBuilder builder = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        Add(builder.Services, service);
        builder.Services.AddHivemindTenancy();
        using IHost host = builder.Build();

        Func<Task> start = () => host.StartAsync(Cancellation);

        await start.Should().ThrowAsync<Microsoft.Extensions.Options.OptionsValidationException>().WithMessage("*cannot be made: broken*");
    }

    [Fact]
    public async Task Host_does_not_start_within_a_context_that_what_it_starts_would_keep()
    {
        using IHost host = Build();
        using IHost outside = Build();
        using (TenantContext.System("setup", "seed tenants").Enter())
        {
            Func<Task> start = () => host.StartAsync(Cancellation);

            await start.Should().ThrowAsync<Microsoft.Extensions.Options.OptionsValidationException>().WithMessage("*started within a context (System of 'setup')*");
        }

        await outside.StartAsync(Cancellation);
        await outside.StopAsync(Cancellation);

        static IHost Build()
        {
            HostApplicationBuilder builder = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
            builder.Services.AddHivemindTenancy();
            return builder.Build();
        }
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task Every_call_is_refused_where_nothing_starts_the_host_and_changes_nothing(string service)
    {
        await using TenancyHost host = new(services: services => Add(services, service));

        for (int i = 0; i < 2; i++)
        {
            Func<Task> create = () => host.CreateAsync();
            (await create.Should().ThrowAsync<InvalidOperationException>().WithMessage("*cannot be made: broken*")).WithInnerException<InvalidTimeZoneException>();
        }

        (await host.LogAsync()).Should().BeEmpty();
    }

    private static void Add(IServiceCollection services, string service) => _ = service == nameof(BrokenHandler)
        ? services.AddSingleton<ITenancyEventHandler, BrokenHandler>()
        : services.AddSingleton<ITenantProvisioner, BrokenProvisioner>();

    private sealed class BrokenHandler : ITenancyEventHandler
    {
        public BrokenHandler() => throw new InvalidTimeZoneException("broken");

        public ValueTask HandleAsync(TenancyEvent tenancyEvent, CancellationToken cancellationToken) => default;
    }

    private sealed class BrokenProvisioner : ITenantProvisioner
    {
        public BrokenProvisioner() => throw new InvalidTimeZoneException("broken");

        public ValueTask ProvisionAsync(Tenant tenant, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask SuspendAsync(Tenant tenant, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask ResumeAsync(Tenant tenant, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask DeprovisionAsync(Tenant tenant, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
