using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Hivemind.Tenancy.Billing.Tests;

public sealed class RegistrationTests
{
    [Fact]
    public void Adding_twice_is_harmless_and_both_configure()
    {
        ServiceCollection services = new();
        services.AddHivemindTenancy().AddBilling(o => o.PriceLists = [Lists.Of()]).AddBilling(o => o.ClosesAfter = TimeSpan.Zero);

        using ServiceProvider host = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });

        host.GetServices<IBilling>().Should().ContainSingle();
        host.GetServices<IValidateOptions<BillingOptions>>().Should().ContainSingle();
        host.GetRequiredService<IOptions<BillingOptions>>().Value.Should().BeEquivalentTo(new BillingOptions { PriceLists = [Lists.Of()], ClosesAfter = TimeSpan.Zero });
        host.GetRequiredService<IOptions<HivemindTenancyOptions>>().Value.Metering.Should().BeTrue();
    }

    [Fact]
    public async Task Export_names_what_the_first_call_says_and_brings_billing_in()
    {
        ServiceCollection services = new();
        services.AddHivemindTenancy()
            .AddFocusExport(new FocusOptions { ProviderName = "First", ServiceName = "Containers" })
            .AddFocusExport(new FocusOptions { ProviderName = "Another", ServiceName = "Containers" })
            .AddBilling(o => o.PriceLists = [Lists.Of()]);
        using ServiceProvider host = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
        using StringWriter csv = new();
        Statement june = Lists.Statement(Lists.Rate(Lists.Of(new Price { Resource = "cpu", Amount = 1 }), Lists.Hours("cpu", 2m)));

        host.GetServices<IBilling>().Should().ContainSingle();
        await host.GetServices<IStatementExporter>().Single().WriteFocusCsvAsync(csv, new[] { june }.ToAsyncEnumerable(), TestContext.Current.CancellationToken);
        csv.ToString().Should().StartWith("BilledCost,").And.Contain(",First,").And.NotContain("Another");
    }

    [Fact]
    public async Task What_could_never_be_billed_by_is_refused_at_the_start()
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Services.AddHivemindTenancy().AddBilling(o => o.PriceLists = [Lists.Of() with { Currency = "euro" }]);
        using IHost host = builder.Build();

        Func<Task> start = () => host.StartAsync(TestContext.Current.CancellationToken);

        await start.Should().ThrowAsync<OptionsValidationException>().WithMessage("PriceLists[0].Currency is 'euro'; allowed: *ISO 4217*");
    }
}
