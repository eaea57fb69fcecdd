using System.ComponentModel;
using System.Text.Json;
using Hivemind.Tenancy;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

/// <summary>What stands beside the managers: ids in JSON and type conversion, isolation, options that are refused.</summary>
internal static class ValueSmoke
{
    public static async Task RunAsync()
    {
        TenantId acme = TenantId.Parse("acme");
        Placement placement = new(acme, new Dictionary<TenantId, int> { [acme] = 3 });
        string json = JsonSerializer.Serialize(placement, SmokeJson.Default.Placement);
        Check.Equal(json, """{"Tenant":"acme","Containers":{"acme":3}}""");
        Check.Equal(JsonSerializer.Deserialize(json, SmokeJson.Default.Placement)!.Containers[acme], 3);
        await Check.Throws<JsonException>(() => Task.FromResult(JsonSerializer.Deserialize("""{"Tenant":"Not an id"}""", SmokeJson.Default.Placement)));

        TypeDescriptor.RegisterType<TenantId>();
        TypeConverter converter = TypeDescriptor.GetConverterFromRegisteredType(typeof(TenantId));
        Check.Equal(converter.ConvertFromInvariantString("acme"), acme);
        Check.Equal(converter.ConvertToInvariantString(acme), "acme");

        Isolate(acme);
        await RefuseOptionsAsync();
    }

    private static void Isolate(TenantId acme)
    {
        Tenant tenant = new() { Id = acme, Uid = TenantUid.NewUid(), Name = "Acme", OwnerId = "olivia", IsolationLevel = IsolationLevel.Hard, Status = TenantStatus.Active };
        Check.That(!TenantIsolation.CanPlace(tenant, new Node("shared")).IsAllowed);
        Check.That(TenantIsolation.CanPlace(tenant, new Node("own", acme)).IsAllowed);
    }

    private static async Task RefuseOptionsAsync()
    {
        ServiceCollection services = new();
        services.AddHivemindTenancy(options => options.DefaultLease = TimeSpan.Zero);
        await using ServiceProvider provider = services.BuildServiceProvider();
        OptionsValidationException refusal = await Check.Throws<OptionsValidationException>(() =>
        {
            provider.GetRequiredService<IStartupValidator>().Validate();
            return Task.CompletedTask;
        });
        Check.That(refusal.Message.Contains(nameof(HivemindTenancyOptions.DefaultLease), StringComparison.Ordinal));
    }
}
