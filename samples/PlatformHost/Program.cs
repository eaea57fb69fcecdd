// A platform that runs containers for several customers: a dashboard, its own tenant-aware endpoints, the Tenant API, and a page to try it.
//   dotnet run --project samples/PlatformHost [--urls http://127.0.0.1:5080] [--store memory|sqlite:PATH|postgres:CONNECTION] [--docker [ENDPOINT]]
//   dotnet run --project samples/PlatformHost -- --replay LOG   with busy tenants, in memory: the groups of a workload log, in the Standard Workload Format
//   (SWF, https://www.cs.huji.ac.il/labs/parallel/workload/logs.html has some), plain or compressed with gzip
using System.Net.Sockets;
using System.Text.Json;
using Hivemind.Tenancy;
using Hivemind.Tenancy.Billing;
using Hivemind.Tenancy.Samples;
using Hivemind.Tenancy.Storage;
using Microsoft.Extensions.DependencyInjection;
using PlatformHost;
using Scalar.AspNetCore;

(string[] others, string? log) = ReplayArgument.Take(args);
(string[] rest, Uri? docker) = EngineArgument.Take(others);
string usage = $"PlatformHost takes --urls with one http address on the loopback interface, and --store with {StoreArgument.Forms}. It also takes --docker, and --replay with a log in the Standard Workload Format (SWF), plain or compressed with gzip.";
if (PlatformArguments.FindProblem(rest, log is not null) is { } problem)
{
    Console.Error.WriteLine($"{problem} {usage}");
    return 2;
}

WebApplicationBuilder builder = WebApplication.CreateBuilder(rest);
using TemporaryStore? temporary = builder.Configuration["store"] is null && log is null ? new TemporaryStore() : null;
string store = log is not null ? "memory" : builder.Configuration["store"] ?? temporary!.Argument; // a database has a clock of its own
if (!StoreArgument.IsValid(store) || DemoAddress.Find(builder.Configuration["urls"]) is not { } address)
{
    Console.Error.WriteLine(usage);
    return 2;
}

builder.WebHost.UseUrls(address);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
bool isUp = false; // what keeps it from starting is said below, in one line
builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", level => isUp && level >= LogLevel.Warning);
builder.Logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel", level => isUp && level >= LogLevel.Warning);
builder.Services.AddHostFiltering(hosts => hosts.AllowedHosts = DemoAddress.Hosts);
builder.Services.AddDemoSignIn(); // for the demo only: see there

// Tenancy: a store, what runs apps (an engine in memory, which starts no process, or Docker), what it costs, and where a request says for which tenant it is.
builder.Services.AddHivemindTenancy(tenancy => tenancy.Metering = true)
    .UseStore(store)
    .AddWorkloads()
    .UseEngine(docker)
    .AddBilling(billing => billing.PriceLists = DemoPrices.All)
    .AddFocusExport(new FocusOptions { ProviderName = "Platform Host", ServiceName = "Containers" })
    .AddAspNetCore(web => web.ResolveFromHeader())
    .AddDashboard();
if (log is not null)
{
    builder.Services.AddSingleton<ReplayClock>();
    builder.Services.AddSingleton<TimeProvider>(services => services.GetRequiredService<ReplayClock>());
    builder.Services.AddSingleton(services => new StoreClock(services.GetRequiredService<ReplayClock>())); // what holds and ends goes by it, too
    builder.Logging.AddFilter("Hivemind.Tenancy", LogLevel.Error); // full quotas are what is to be seen
    builder.Services.AddSingleton<LogReplay>();
    builder.Services.AddHostedService(services => services.GetRequiredService<LogReplay>());
}

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

app.MapGet("/", () => TypedResults.LocalRedirect("/tenants")).ExcludeFromDescription();
app.MapTenantDashboard("/tenants", dashboard =>
{
    dashboard.Title = "Platform demo";
    dashboard.SignOutPath = DemoSignIn.SignOutPath;
});
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
    if (log is not null)
    {
        await app.Services.GetRequiredService<LogReplay>().RunPastAsync(log);
    }

    await app.StartAsync();
    isUp = true;
}
catch (Exception e) when (e is IOException or SocketException or InvalidDataException or UnauthorizedAccessException or TenancyStoreException)
{
    Console.Error.WriteLine(e.Message); // the port is taken, the store does not answer, or the log cannot be read
    await app.StopAsync(); // what has started beside the server, before what it works with is gone
    return 1;
}

Console.WriteLine(Welcome.Text(app.Urls.Single()));
await app.WaitForShutdownAsync();
return 0;
