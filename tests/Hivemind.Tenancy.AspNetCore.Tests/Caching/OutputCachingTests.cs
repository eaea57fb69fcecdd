using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>The output cache of ASP.NET Core, which looks at no header of the answer: <c>VaryByTenant</c>, and what holds for any policy.</summary>
public sealed class OutputCachingTests
{
    [Theory]
    [InlineData("/own")]
    [InlineData("/own-without-default")]
    [InlineData("/host-policy")]
    public async Task Answer_is_kept_for_its_tenant_and_user_only(string path)
    {
        await using WebTestHost host = await StartAsync();

        string bob = await host.AskAsync(path, "bob", "acme");
        string elsewhere = await host.AskAsync(path, "bob", "globex");
        string alice = await host.AskAsync(path, "alice", "acme");

        bob.Should().StartWith("acme/bob ");
        elsewhere.Should().StartWith("globex/bob ");
        alice.Should().StartWith("acme/alice ");
        (await host.AskAsync(path, "bob", "acme")).Should().Be(bob, "it is cached");
        (await host.AskAsync(path, "bob", "globex")).Should().Be(elsewhere, "it is cached");
        (await host.AskAsync(path, "alice", "acme")).Should().Be(alice, "it is cached");
        (await host.AskAsync(path + "?page=2", "alice", "acme")).Should().NotBe(alice);
    }

    [Fact]
    public async Task Answer_is_shared_among_a_tenants_users_when_the_host_says_so()
    {
        await using WebTestHost host = await StartAsync();

        string bob = await host.AskAsync("/shared", "bob", "acme");
        string elsewhere = await host.AskAsync("/shared", "bob", "globex");

        (await host.AskAsync("/shared", "alice", "acme")).Should().Be(bob);
        elsewhere.Should().StartWith("globex/bob ");
    }

    [Fact]
    public async Task VaryByTenant_keeps_nothing_without_a_tenant()
    {
        await using WebTestHost host = await StartAsync();

        foreach (string path in new[] { "/own", "/shared" })
        {
            string first = await host.AskAsync(path, "bob");
            (await host.AskAsync(path, "bob")).Should().NotBe(first);
            using HttpResponseMessage anonymous = await host.GetAsync(path);
            using HttpResponseMessage again = await host.GetAsync(path);
            (await again.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))
                .Should().NotBe(await anonymous.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task Policy_of_the_hosts_own_keeps_users_without_a_tenant_apart()
    {
        await using WebTestHost host = await StartAsync();

        string bob = await host.AskAsync("/host-policy", "bob");
        string alice = await host.AskAsync("/host-policy", "alice");

        alice.Should().NotBe(bob);
        (await host.AskAsync("/host-policy", "bob")).Should().Be(bob, "it is cached");
    }

    [Theory]
    [InlineData("/cookie")]
    [InlineData("/declined")]
    [InlineData("/created")]
    public async Task Answer_that_should_not_be_kept_is_not(string path)
    {
        await using WebTestHost host = await StartAsync();
        await host.GetAsync(path, "bob", "acme");
        int asked = host.Services.GetRequiredService<Asked>().Count;

        await host.GetAsync(path, "bob", "acme");

        host.Services.GetRequiredService<Asked>().Count.Should().Be(asked + 1);
    }

    [Fact]
    public async Task Stored_answer_is_for_nobody_whom_the_door_or_authorization_refuses()
    {
        await using WebTestHost host = await StartAsync();
        await host.AskAsync("/secret", "alice", "acme");

        await host.GetAsync("/secret", "gina", "acme").ShouldBeRefusedAsync();
        using HttpResponseMessage response = await host.GetAsync("/secret", "bob", "acme");
        await response.ShouldBeProblemAsync(403, TenancyProblemTypes.PermissionDenied);
    }

    [Fact]
    public async Task Not_modified_varies_by_the_header()
    {
        await using WebTestHost host = await StartAsync();
        await host.AskAsync("/tagged", "bob", "acme");

        using HttpResponseMessage response = await host.SendAsync("/tagged", "bob", request =>
        {
            request.Headers.Add("X-Tenant-Id", "acme");
            request.Headers.IfNoneMatch.Add(new EntityTagHeaderValue("\"1\""));
        });

        ((int)response.StatusCode).Should().Be(304);
        response.Headers.Vary.Should().Equal("Accept", "X-Tenant-Id");
    }

    internal static Task<WebTestHost> StartAsync(Action<WebApplication>? pipeline = null, Action<WebApplication>? map = null, Action<IServiceCollection>? services = null) =>
        CacheTestHost.StartAsync(
            app =>
            {
                Map(app);
                map?.Invoke(app);
            },
            collection =>
            {
                collection.AddSingleton<Asked>();
                collection.AddOutputCache();
                services?.Invoke(collection);
            },
            app => app.UseOutputCache(),
            pipeline);

    private static void Map(WebApplication app)
    {
        app.MapGet("/own", CacheTestHost.Say).CacheOutput(policy => policy.VaryByTenant());
        app.MapGet("/own-without-default", CacheTestHost.Say).CacheOutput(policy => policy.VaryByTenant().SetVaryByQuery("page"), excludeDefaultPolicy: true);
        app.MapGet("/shared", CacheTestHost.Say).CacheOutput(policy => policy.VaryByTenant(shareAmongUsers: true));
        app.MapGet("/host-policy", CacheTestHost.Say).CacheOutput(policy => policy.AddPolicy<SignedInPolicy>());
        app.MapGet("/secret", CacheTestHost.Say).RequireTenantPermission("allocations", "delete").CacheOutput(policy => policy.VaryByTenant(shareAmongUsers: true));
        app.MapGet("/tagged", (HttpContext http) =>
        {
            http.Response.Headers.ETag = "\"1\"";
            http.Response.Headers.Vary = "Accept";
            return CacheTestHost.Say();
        }).CacheOutput(policy => policy.VaryByTenant());
        app.MapGet("/cookie", (HttpContext http, Asked asked) =>
        {
            asked.Increment();
            http.Response.Cookies.Append("a", "b");
        }).CacheOutput(policy => policy.VaryByTenant());
        app.MapGet("/declined", (HttpContext http, Asked asked) =>
        {
            asked.Increment();
            http.Features.Get<IOutputCacheFeature>()!.Context.AllowCacheStorage = false;
        }).CacheOutput(policy => policy.VaryByTenant());
        app.MapGet("/created", (HttpContext http, Asked asked) =>
        {
            asked.Increment();
            http.Response.StatusCode = 201;
        }).CacheOutput(policy => policy.VaryByTenant());
    }

    internal sealed class Asked
    {
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public void Increment() => Interlocked.Increment(ref _count);
    }

    /// <summary>What hosts write to have signed-in users' answers kept; it says nothing of tenants and users.</summary>
    private sealed class SignedInPolicy : IOutputCachePolicy
    {
        public ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellationToken)
        {
            context.EnableOutputCaching = true;
            context.AllowCacheLookup = true;
            context.AllowCacheStorage = true;
            return ValueTask.CompletedTask;
        }

        public ValueTask ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask ServeResponseAsync(OutputCacheContext context, CancellationToken cancellationToken)
        {
            context.AllowCacheStorage = true;
            return ValueTask.CompletedTask;
        }
    }
}
