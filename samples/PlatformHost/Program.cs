// A platform that runs containers for several customers: its own tenant-aware endpoints, the Tenant API, and a page to try them.
//   dotnet run --project samples/PlatformHost [--urls http://127.0.0.1:5080] [--store memory|sqlite:PATH|postgres:CONNECTION] [--docker [ENDPOINT]]
using System.Text.Json;
using Hivemind.Tenancy;
using Hivemind.Tenancy.Samples;
using Microsoft.Extensions.DependencyInjection;
using PlatformHost;
using Scalar.AspNetCore;

(string[] rest, Uri? docker) = EngineArgument.Take(args);
WebApplicationBuilder builder = WebApplication.CreateBuilder(rest);
using TemporaryStore? temporary = builder.Configuration["store"] is null ? new TemporaryStore() : null;
string store = builder.Configuration["store"] ?? temporary!.Argument;
if (!StoreArgument.IsValid(store) || DemoAddress.Find(builder.Configuration["urls"]) is not { } address)
{
    Console.Error.WriteLine($"PlatformHost takes --urls with one http address on the loopback interface, and --store with {StoreArgument.Forms}.");
    return 2;
}

builder.WebHost.UseUrls(address);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.Services.AddHostFiltering(hosts => hosts.AllowedHosts = DemoAddress.Hosts);
builder.Services.AddDemoSignIn(); // for the demo only: see there

// Tenancy: a store, what runs apps (an engine in memory, which starts no process, or Docker), what it costs, and where a request says for which tenant it is.
builder.Services.AddHivemindTenancy()
    .UseStore(store)
    .AddWorkloads()
    .UseEngine(docker)
    .AddBilling(billing => billing.PriceLists = DemoPrices.All)
    .AddAspNetCore(web => web.ResolveFromHeader());
builder.Services.AddRateLimits();
builder.Services.AddHealthChecks().AddHivemindTenancy();
builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower);
builder.Services.AddProblemDetails();
builder.Services.AddValidation();
builder.Services.AddPlatformDocument();

await using WebApplication app = builder.Build();
app.UseExceptionHandler();
app.UseStatusCodePages();
app.UseAuthentication();
app.UseHivemindTenancy(); // after authentication: it asks who it is; before authorization: that asks for which tenant
app.UseAuthorization();
app.UseRateLimiter();

app.MapTenantApi("/api/v1"); // with apps and statements, as there is an app manager, and billing
app.MapContainers();
app.MapDemoSignIn();
app.MapHealthChecks("/healthz");
app.MapOpenApi();
app.MapScalarApiReference("/scalar", page => page
    .WithTitle("Platform").AddPreferredSecuritySchemes(HostDocument.Bearer)
    .DisableDefaultFonts().DisableTelemetry().DisableAgent().DisableMcp().HideDeveloperTools().HideClientButton()); // nothing from elsewhere

try
{
    await StoreArgument.MigrateAsync(app.Services, store);
    await DemoData.SeedAsync(app.Services);
    await app.StartAsync();
}
catch (Exception e) when (e is IOException or TenancyStoreException)
{
    Console.Error.WriteLine(e.Message); // the port is taken, or the store does not answer
    return 1;
}

Console.WriteLine(Welcome.Text(app.Urls.Single()));
await app.WaitForShutdownAsync();
return 0;
