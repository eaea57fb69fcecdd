using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>
/// What runs after a request's pipeline has returned acts in the request's context, or for nobody, whom managers refuse; never for the
/// host itself, to which all tenants are open.
/// </summary>
public sealed class LifetimeTests
{
    private const string Acme = "tenant 'acme' of user 'alice': found unknown";
    private const string Alice = "user 'alice': found unknown";
    private const string Refused = "nobody: refused refused";

    private readonly ConcurrentQueue<string> _journal = [];

    [Theory]
    [InlineData("/completed")]
    [InlineData("/dispose")]
    [InlineData("/dispose-async")]
    [InlineData("/own-scope")]
    public async Task Callback_after_the_response_acts_in_the_requests_context(string path)
    {
        await using WebTestHost host = await StartAsync();

        await host.GetAsync(path, "alice", "acme").ShouldBeAsync(System.Net.HttpStatusCode.OK);
        await JournalAsync(1);
        await host.GetAsync(path, "alice").ShouldBeAsync(System.Net.HttpStatusCode.OK);
        await JournalAsync(2);
        await host.GetAsync(path).ShouldBeAsync(System.Net.HttpStatusCode.OK);
        await JournalAsync(3);

        _journal.Should().Equal(Acme, Alice, Refused);
    }

    /// <summary>The request's own services are disposed of where the server began them, before the door: for nobody.</summary>
    [Fact]
    public async Task Service_of_the_requests_scope_that_asks_while_it_is_disposed_of_is_refused()
    {
        await using WebTestHost host = await StartAsync();

        await host.GetAsync("/scoped", "alice", "acme").ShouldBeAsync(System.Net.HttpStatusCode.OK);
        await JournalAsync(1);

        _journal.Should().Equal(Refused);
    }

    [Fact]
    public async Task Listener_at_the_end_of_the_requests_activity_is_refused()
    {
        await using WebTestHost host = await StartAsync();
        string probe = Guid.NewGuid().ToString();
        using ActivityListener listener = new()
        {
            ShouldListenTo = source => source.Name == "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (probe.Equals(activity.GetTagItem("probe")))
                {
                    _journal.Enqueue(AskAsync(host.Services).GetAwaiter().GetResult());
                }
            },
        };
        ActivitySource.AddActivityListener(listener);

        await host.GetAsync($"/activity?probe={probe}", "alice", "acme").ShouldBeAsync(System.Net.HttpStatusCode.OK);
        await JournalAsync(1);

        _journal.Should().Equal(Refused);
    }

    [Fact]
    public async Task Task_that_outlives_the_request_keeps_its_context_and_finds_no_tenant_made_again()
    {
        TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using WebTestHost host = await StartAsync(app => app.MapGet("/leaves", () =>
        {
            _ = Task.Run(async () =>
            {
                _journal.Enqueue(await AskAsync(app.Services));
                await go.Task;
                _journal.Enqueue(await AskAsync(app.Services));
            });
        }));

        await host.GetAsync("/leaves", "alice", "acme").ShouldBeAsync(System.Net.HttpStatusCode.OK);
        await JournalAsync(1);
        using (TenantContext.System("test", "Makes it again.").Enter())
        {
            await host.Tenants.DeleteTenantAsync(WebTestHost.Acme, cancellationToken: TestContext.Current.CancellationToken);
            await host.CreateAsync(WebTestHost.Acme, "carol");
        }

        go.SetResult();
        await JournalAsync(2);

        _journal.Should().Equal(Acme, "tenant 'acme' of user 'alice': unknown unknown");
    }

    private Task<WebTestHost> StartAsync(Action<WebApplication>? map = null) => WebTestHost.StartAsync(
        map: app =>
        {
            Map(app);
            map?.Invoke(app);
        },
        services: services =>
        {
            services.Configure<HivemindTenancyOptions>(options => options.AllowNoContext = false);
            services.AddSingleton(_journal);
            services.AddScoped<Asking>();
        });

    private void Map(WebApplication app)
    {
        app.MapGet("/completed", (HttpContext http) => http.Response.OnCompleted(async () =>
        {
            await Task.Yield();
            _journal.Enqueue(await AskAsync(app.Services));
        }));
        app.MapGet("/dispose", (HttpContext http) => http.Response.RegisterForDispose(new Asking(_journal, app.Services)));
        app.MapGet("/dispose-async", (HttpContext http) => http.Response.RegisterForDisposeAsync(new Asking(_journal, app.Services)));
        app.MapGet("/scoped", (Asking asking) => asking.ToString());
        app.MapGet("/own-scope", async () =>
        {
            await using AsyncServiceScope scope = app.Services.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<Asking>();
        });
        app.MapGet("/activity", (HttpContext http, string probe) =>
        {
            http.Features.GetRequiredFeature<IHttpActivityFeature>().Activity.SetTag("probe", probe);
        });
    }

    private Task JournalAsync(int count) =>
        HangLimit.UntilAsync($"{count} lines are written", () => Task.FromResult(_journal.Count >= count), TestContext.Current.CancellationToken);

    private static Task<string> AskAsync(IServiceScopeFactory scopes) => AskAsync(scopes.CreateScope().ServiceProvider);

    private static async Task<string> AskAsync(IServiceProvider services)
    {
        ITenantManager tenants = services.GetRequiredService<ITenantManager>();
        string who = Regex.Replace(TenantContext.Current?.ToString() ?? Who.Nobody, "@[0-9a-f]{32}", string.Empty);
        return $"{who}: {await FindAsync(tenants, WebTestHost.Acme)} {await FindAsync(tenants, WebTestHost.Globex)}";
    }

    private static async Task<string> FindAsync(ITenantManager tenants, TenantId id)
    {
        try
        {
            await tenants.GetTenantAsync(id);
            return "found";
        }
        catch (TenantNotFoundException)
        {
            return "unknown";
        }
        catch (TenantContextMissingException)
        {
            return "refused";
        }
    }

    private sealed class Asking(ConcurrentQueue<string> journal, IServiceProvider services) : IDisposable, IAsyncDisposable
    {
        private readonly IServiceScopeFactory _scopes = services.GetRequiredService<IServiceScopeFactory>();

        public void Dispose() => journal.Enqueue(AskAsync(_scopes).GetAwaiter().GetResult());

        public async ValueTask DisposeAsync()
        {
            await Task.Yield();
            journal.Enqueue(await AskAsync(_scopes));
        }
    }
}
