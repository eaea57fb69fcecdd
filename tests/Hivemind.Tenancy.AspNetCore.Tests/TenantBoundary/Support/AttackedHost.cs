using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>
/// A server with every resolver at once and the Tenant API. Everything that belongs to globex carries <see cref="Secret"/>, which no request of
/// an attacker ever holds, so that it stands in no answer but by a leak. Mallory administers acme, vera views it, nobody else of
/// the attackers has access to anything; root administers the platform, and gina globex.
/// </summary>
internal sealed class AttackedHost : IAsyncDisposable
{
    public const string Secret = "secret-globex";
    public const string Number = "7070707";
    public const string Group = "crew";
    public const string Shared = "job-1";

    /// <summary>An app that both tenants have.</summary>
    public const string App = "front";

    private readonly ConcurrentQueue<Exception> _faults;
    private readonly ConcurrentQueue<string> _leftOver;
    private readonly string _globex;
    private readonly string _platform;

    private AttackedHost(WebTestHost web, ConcurrentQueue<Exception> faults, ConcurrentQueue<string> leftOver, string globex, string platform)
    {
        Web = web;
        _faults = faults;
        _leftOver = leftOver;
        _globex = globex;
        _platform = platform;
    }

    public WebTestHost Web { get; }

    public Uri Address => Web.Address;

    /// <summary>What endpoints threw and nobody answered.</summary>
    public IReadOnlyCollection<Exception> Faults => _faults;

    public static async Task<AttackedHost> StartAsync()
    {
        ConcurrentQueue<Exception> faults = [];
        ConcurrentQueue<string> leftOver = [];
        FailingProvisioner provisioner = new();
        WebTestHost web = await WebTestHost.StartAsync(
            options => options.ResolveFromHeader().ResolveFromRoute().ResolveFromClaim().ResolveFromSubdomain("example.test", "www")
                .ResolveFromHosts(new Dictionary<string, TenantId> { ["acme.test"] = WebTestHost.Acme, ["globex.test"] = WebTestHost.Globex })
                .ResolveFromPathBase(),
            Targets.Map,
            pipeline: app =>
            {
                app.Use(async (http, next) =>
                {
                    if (TenantContext.Current is { } context)
                    {
                        leftOver.Enqueue($"{http.Request.Path} began in {context}");
                    }

                    await WatchAsync(next, http, faults);
                });
                app.UseAuthentication();
                app.UseHivemindTenancy();
                app.UseAuthorization();
            },
            services: KnownSecrets.AddTo,
            tenancy: tenancy => tenancy.AddWorkloads().AddTestBilling().Services.AddSingleton<ITenantProvisioner>(provisioner).Configure<HivemindTenancyOptions>(o => o.RetainEventsCount = 1_000_000));
        await Secrets.FillAsync(web, provisioner);
        string globex = await TenantSnapshot.TakeAsync(web.Services, WebTestHost.Globex);
        return new AttackedHost(web, faults, leftOver, globex, await TenantSnapshot.TakePlatformAsync(web.Services));
    }

    /// <summary>Sends one request that asks the server to close, and demands one answer below 500 without anything of globex.</summary>
    public async Task<RawAnswer> AttackAsync(string request)
    {
        List<RawAnswer> answers = await RawClient.SendAsync(Address, request);
        answers.Should().ContainSingle();
        ShouldKeepSecrets(answers);
        return answers[0];
    }

    public void ShouldKeepSecrets(IEnumerable<RawAnswer> answers)
    {
        foreach (RawAnswer answer in answers)
        {
            answer.Status.Should().BeLessThan(500, "the answer was {0}, and {1}", answer, _faults.LastOrDefault());
            Leaks(answer.ToString()).Should().BeFalse("the answer was {0}", answer);
        }
    }

    /// <summary>Whether a text holds anything of globex.</summary>
    public static bool Leaks(string text) =>
        text.Contains(Secret, StringComparison.OrdinalIgnoreCase) || text.Contains(Number, StringComparison.Ordinal);

    /// <summary>Asserts that globex and the platform are as they were, and that no request began in the context of another.</summary>
    public async Task ShouldBeUntouchedAsync()
    {
        (await TenantSnapshot.TakeAsync(Web.Services, WebTestHost.Globex)).Should().Be(_globex);
        (await TenantSnapshot.TakePlatformAsync(Web.Services)).Should().Be(_platform);
        _leftOver.Should().BeEmpty();
    }

    public ValueTask DisposeAsync() => Web.DisposeAsync();

    private static async Task WatchAsync(RequestDelegate next, HttpContext http, ConcurrentQueue<Exception> faults)
    {
        try
        {
            await next(http);
        }
        catch (Exception e) when (!http.RequestAborted.IsCancellationRequested)
        {
            faults.Enqueue(e);
            throw;
        }
    }
}
