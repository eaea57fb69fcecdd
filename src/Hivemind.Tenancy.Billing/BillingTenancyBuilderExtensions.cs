using Hivemind.Tenancy;
using Hivemind.Tenancy.Billing;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds billing to tenancy.</summary>
public static class BillingTenancyBuilderExtensions
{
    /// <summary>
    /// Adds <see cref="IBilling"/>, and meters what tenants hold (<see cref="HivemindTenancyOptions.Metering"/>). Calling it again is harmless, and every
    /// <paramref name="configure"/> is applied. Everything is a singleton. An <see cref="IPriceBook"/> of the host that was registered before is used, and every
    /// <see cref="ICountedUsage"/> beside what <see cref="IConsumptionManager"/> counts.
    /// </summary>
    /// <param name="builder">Tenancy.</param>
    /// <param name="configure">Sets options.</param>
    public static HivemindTenancyBuilder AddBilling(this HivemindTenancyBuilder builder, Action<BillingOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        IServiceCollection services = builder.Services;
        OptionsBuilder<BillingOptions> options = services.AddOptions<BillingOptions>().ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.Configure<HivemindTenancyOptions>(static tenancy => tenancy.Metering = true);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<BillingOptions>, BillingOptionsValidator>());
        services.TryAddSingleton<IPriceBook, OptionsPriceBook>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ICountedUsage, ConsumedUsage>());
        services.TryAddSingleton<IBilling, BillingManager>();
        return builder;
    }

    /// <summary>
    /// Adds <see cref="IStatementExporter"/>, and with it to the Tenant API a statement as FOCUS CSV; also what <see cref="AddBilling"/> adds. Calling it again is harmless: the first
    /// names count.
    /// </summary>
    /// <param name="builder">Tenancy.</param>
    /// <param name="options">Who provides what.</param>
    public static HivemindTenancyBuilder AddFocusExport(this HivemindTenancyBuilder builder, FocusOptions options)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        builder.AddBilling().Services.TryAddSingleton<IStatementExporter>(new StatementExporter(options));
        return builder;
    }
}
