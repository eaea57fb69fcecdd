using System.Collections.Concurrent;
using System.Net;
using System.Runtime.CompilerServices;
using System.Threading.RateLimiting;
using Hivemind.Tenancy.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.AspNetCore.Tests;

public sealed class TenantRateLimiterTests
{
    private const string Policy = "tenant";
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);

    public static TheoryData<string> Limiters => ["token bucket", "fixed window", "sliding window"];

    [Theory]
    [MemberData(nameof(Limiters))]
    public async Task AddTenantPolicy_gives_each_tenant_the_whole_limit(string limiter)
    {
        // Time stands still: the tenants are of the same moment, too.
        await using WebTestHost host = await StartAsync(
            (_, _) => Limit(limiter, "same key", 2), services: services => services.AddSingleton<TimeProvider>(new TestClock()));

        foreach ((string user, string tenant) in new[] { ("alice", "acme"), ("gina", "globex") })
        {
            (await StatusAsync(host, user, tenant)).Should().Be(HttpStatusCode.OK);
            (await StatusAsync(host, user, tenant)).Should().Be(HttpStatusCode.OK);
            (await StatusAsync(host, user, tenant)).Should().Be(HttpStatusCode.TooManyRequests);
        }
    }

    /// <summary>Where the limiter knows: those that slide and those of concurrency do not.</summary>
    [Theory]
    [InlineData("token bucket")]
    [InlineData("fixed window")]
    public async Task AddTenantPolicy_answers_what_exceeds_the_limit_with_a_problem_and_when_to_retry(string limiter)
    {
        await using WebTestHost host = await StartAsync((_, _) => Limit(limiter, "key", 1));
        await host.GetAsync("/limited", "alice", "acme");

        HttpResponseMessage response = await host.GetAsync("/limited", "alice", "acme");

        await response.ShouldBeProblemAsync(429, TenancyProblemTypes.RateLimited);
        response.Headers.RetryAfter!.Delta.Should().BeGreaterThan(TimeSpan.Zero).And.BeLessThanOrEqualTo(Long);
    }

    [Fact]
    public async Task AddTenantPolicy_rounds_up_when_to_retry()
    {
        await using WebTestHost host = await StartAsync((_, _) => RateLimitPartition.Get("key", _ => new Refusing(TimeSpan.FromMilliseconds(2_001))));
        HttpResponseMessage response = await host.GetAsync("/limited", "alice", "acme");
        response.Headers.RetryAfter!.Delta.Should().Be(TimeSpan.FromSeconds(3));

        await using WebTestHost soon = await StartAsync((_, _) => RateLimitPartition.Get("key", _ => new Refusing(TimeSpan.Zero)));
        (await soon.GetAsync("/limited", "alice", "acme")).Headers.RetryAfter!.Delta.Should().Be(TimeSpan.FromSeconds(1));

        await using WebTestHost unknown = await StartAsync((_, _) => RateLimitPartition.Get("key", _ => new Refusing(null)));
        HttpResponseMessage response2 = await unknown.GetAsync("/limited", "alice", "acme");
        await response2.ShouldBeProblemAsync(429, TenancyProblemTypes.RateLimited);
        response2.Headers.RetryAfter.Should().BeNull();
    }

    [Fact]
    public async Task AddTenantPolicy_counts_users_of_a_tenant_together_unless_the_key_names_them()
    {
        await using WebTestHost together = await StartAsync((_, _) => Limit("fixed window", "key", 1));
        await together.BindAsync("bob", BuiltInRoles.TenantViewer);
        (await StatusAsync(together, "alice", "acme")).Should().Be(HttpStatusCode.OK);
        (await StatusAsync(together, "bob", "acme")).Should().Be(HttpStatusCode.TooManyRequests);

        await using WebTestHost apart = await StartAsync((http, _) => Limit("fixed window", http.GetTenantContext()!.UserId!, 1));
        await apart.BindAsync("bob", BuiltInRoles.TenantViewer);
        (await StatusAsync(apart, "alice", "acme")).Should().Be(HttpStatusCode.OK);
        (await StatusAsync(apart, "bob", "acme")).Should().Be(HttpStatusCode.OK);
        (await StatusAsync(apart, "bob", "acme")).Should().Be(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task AddTenantPolicy_gives_the_partition_the_request_and_the_tenant_that_the_door_saw()
    {
        ConcurrentQueue<string> seen = [];
        await using WebTestHost host = await StartAsync((http, tenant) =>
        {
            seen.Enqueue($"{http.Request.Path} {tenant.Id} {ReferenceEquals(tenant, http.GetTenant())}");
            return Limit("fixed window", "key", 1);
        });

        await host.GetAsync("/limited", "alice", "acme");

        seen.Should().NotBeEmpty().And.OnlyContain(s => s == "/limited acme True");
    }

    /// <summary>The partitioner runs synchronously: it needs no look-up, which it would have to wait for.</summary>
    [Fact]
    public async Task AddTenantPolicy_limits_by_a_label_of_the_tenant_at_the_next_request()
    {
        await using WebTestHost host = await StartAsync((_, tenant) =>
            tenant.Labels.GetValueOrDefault("plan") == "large" ? Limit("fixed window", "large", 2) : Limit("fixed window", "free", 1));
        (await StatusAsync(host, "alice", "acme")).Should().Be(HttpStatusCode.OK);
        (await StatusAsync(host, "alice", "acme")).Should().Be(HttpStatusCode.TooManyRequests);

        await host.Tenants.UpdateTenantAsync(
            WebTestHost.Acme, t => t with { Labels = new Dictionary<string, string> { ["plan"] = "large" } }, cancellationToken: TestContext.Current.CancellationToken);

        (await StatusAsync(host, "alice", "acme")).Should().Be(HttpStatusCode.OK);
        (await StatusAsync(host, "alice", "acme")).Should().Be(HttpStatusCode.OK);
        (await StatusAsync(host, "alice", "acme")).Should().Be(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task AddTenantPolicy_makes_another_limiter_for_another_key()
    {
        int permits = 1;
        await using WebTestHost host = await StartAsync((_, _) => Limit("fixed window", $"plan of {permits}", permits));
        (await StatusAsync(host, "alice", "acme")).Should().Be(HttpStatusCode.OK);
        (await StatusAsync(host, "alice", "acme")).Should().Be(HttpStatusCode.TooManyRequests);

        permits = 2;

        (await StatusAsync(host, "alice", "acme")).Should().Be(HttpStatusCode.OK);
        (await StatusAsync(host, "alice", "acme")).Should().Be(HttpStatusCode.OK);
        (await StatusAsync(host, "alice", "acme")).Should().Be(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task AddTenantPolicy_makes_another_limiter_for_a_tenant_that_was_made_again()
    {
        await using WebTestHost host = await StartAsync((_, _) => Limit("fixed window", "key", 1));
        (await StatusAsync(host, "alice", "acme")).Should().Be(HttpStatusCode.OK);
        (await StatusAsync(host, "alice", "acme")).Should().Be(HttpStatusCode.TooManyRequests);

        await host.Tenants.DeleteTenantAsync(WebTestHost.Acme, cancellationToken: TestContext.Current.CancellationToken);
        await host.CreateAsync(WebTestHost.Acme, "carol");

        (await StatusAsync(host, "carol", "acme")).Should().Be(HttpStatusCode.OK);
        (await StatusAsync(host, "carol", "acme")).Should().Be(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task AddTenantPolicy_keeps_its_limiter_when_the_tenant_changes()
    {
        await using WebTestHost host = await StartAsync((_, _) => Limit("fixed window", "key", 1));
        (await StatusAsync(host, "alice", "acme")).Should().Be(HttpStatusCode.OK);

        await host.Tenants.SuspendTenantAsync(WebTestHost.Acme, "unpaid", TestContext.Current.CancellationToken);
        await host.Tenants.ResumeTenantAsync(WebTestHost.Acme, TestContext.Current.CancellationToken);

        (await StatusAsync(host, "alice", "acme")).Should().Be(HttpStatusCode.TooManyRequests);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("alice", null)]
    [InlineData(null, "acme")]
    public async Task AddTenantPolicy_refuses_requests_without_a_tenant(string? user, string? tenant)
    {
        await using WebTestHost host = await StartAsync((_, _) => Limit("fixed window", "key", 10));

        for (int i = 0; i < 2; i++)
        {
            HttpResponseMessage response = await host.GetAsync("/limited", user, tenant is null ? [] : [tenant]);
            await response.ShouldBeProblemAsync(429, TenancyProblemTypes.RateLimited);
            response.Headers.RetryAfter.Should().BeNull();
        }

        (await StatusAsync(host, "alice", "acme")).Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task AddTenantPolicy_after_authorization_leaves_strangers_to_it()
    {
        await using WebTestHost host = await StartAsync(
            (_, _) => Limit("fixed window", "key", 1), map: app => app.MapGet("/guarded", () => "in").RequireTenant().RequireRateLimiting(Policy));

        (await host.GetAsync("/guarded")).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        (await host.GetAsync("/guarded", "stranger", "acme")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await host.GetAsync("/guarded", "alice")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await host.GetAsync("/guarded", "alice", "acme")).StatusCode.Should().Be(HttpStatusCode.OK, "nobody else used the limit up");
    }

    [Fact]
    public async Task AddTenantPolicy_leaves_the_global_limiter_and_other_policies_alone()
    {
        await using WebTestHost host = await StartAsync(
            (_, _) => Limit("fixed window", "key", 1),
            limits: options =>
            {
                options.RejectionStatusCode = StatusCodes.Status418ImATeapot;
                options.AddFixedWindowLimiter("other", window => (window.PermitLimit, window.Window) = (1, Long));
                options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(
                    http => http.Request.Headers.ContainsKey("X-Global") ? Limit("fixed window", "global", 1) : RateLimitPartition.GetNoLimiter("none"));
            },
            map: app => app.MapGet("/other", () => "in").RequireRateLimiting("other"));

        (await host.GetAsync("/other", "alice", "acme")).StatusCode.Should().Be(HttpStatusCode.OK);
        (await host.GetAsync("/other", "gina", "globex")).StatusCode.Should().Be((HttpStatusCode)418, "the other policy counts all tenants together");
        (await StatusAsync(host, "alice", "acme")).Should().Be(HttpStatusCode.OK);
        (await StatusAsync(host, "alice", "acme")).Should().Be(HttpStatusCode.TooManyRequests);

        host.Client.DefaultRequestHeaders.Add("X-Global", "1");
        (await StatusAsync(host, "gina", "globex")).Should().Be(HttpStatusCode.OK);
        HttpResponseMessage refused = await host.GetAsync("/limited", "gina", "globex");
        refused.StatusCode.Should().Be((HttpStatusCode)418, "the global limiter's refusal is not the tenant's");
        refused.Content.Headers.ContentType.Should().BeNull();
    }

    [Fact]
    public async Task AddTenantPolicy_limits_groups_and_controllers()
    {
        await using WebTestHost host = await StartAsync(
            (http, _) => Limit("fixed window", http.Request.Path.Value!.Split('/')[1], 1),
            services: services => services.AddControllers(),
            map: app =>
            {
                app.MapGroup("/group").RequireRateLimiting(Policy).MapGet("/a", () => "in");
                app.MapControllers().RequireRateLimiting(Policy);
            });

        foreach (string path in new[] { "/group/a", "/limited-controller/hello" })
        {
            (await host.GetAsync(path, "alice", "acme")).StatusCode.Should().Be(HttpStatusCode.OK);
            (await host.GetAsync(path, "gina", "globex")).StatusCode.Should().Be(HttpStatusCode.OK);
            await (await host.GetAsync(path, "alice", "acme")).ShouldBeProblemAsync(429, TenancyProblemTypes.RateLimited);
        }
    }

    [Fact]
    public async Task AddTenantPolicy_queues_within_the_tenant()
    {
        ConcurrentQueue<ConcurrencyLimiter> made = [];
        using SemaphoreSlim gate = new(0);
        await using WebTestHost host = await StartAsync(
            (_, tenant) => RateLimitPartition.Get("key", _ =>
            {
                ConcurrencyLimiter limiter = new(new ConcurrencyLimiterOptions { PermitLimit = 1, QueueLimit = 1 });
                made.Enqueue(limiter);
                return limiter;
            }),
            map: app => app.MapGet("/slow", async (HttpContext http) =>
            {
                await gate.WaitAsync(http.RequestAborted);
                return TenantContext.Required.TenantId.ToString();
            }).RequireRateLimiting(Policy));

        Task<HttpResponseMessage> running = host.GetAsync("/slow", "alice", "acme");
        await UntilAsync(() => made.SingleOrDefault()?.GetStatistics()!.CurrentAvailablePermits == 0);
        Task<HttpResponseMessage> queued = host.GetAsync("/slow", "alice", "acme");
        await UntilAsync(() => made.Single().GetStatistics()!.CurrentQueuedCount == 1);

        HttpResponseMessage refused = await host.GetAsync("/slow", "alice", "acme");
        await refused.ShouldBeProblemAsync(429, TenancyProblemTypes.RateLimited);
        Task<HttpResponseMessage> others = host.GetAsync("/slow", "gina", "globex");
        await UntilAsync(() => made.Count == 2 && made.Last().GetStatistics()!.CurrentAvailablePermits == 0);

        gate.Release(3);
        foreach ((Task<HttpResponseMessage> response, string tenant) in new[] { (running, "acme"), (queued, "acme"), (others, "globex") })
        {
            (await (await response).Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Should().Be(tenant);
        }
    }

    [Fact]
    public void AddTenantPolicy_refuses_null()
    {
        RateLimiterOptions options = new();

        options.Invoking(o => o.AddTenantPolicy<string>("name", null!)).Should().Throw<ArgumentNullException>().WithParameterName("partition");
        options.Invoking(o => o.AddTenantPolicy(null!, (_, _) => Limit("fixed window", "key", 1))).Should().Throw<ArgumentNullException>();
        options.Invoking(_ => TenantRateLimiterOptionsExtensions.AddTenantPolicy(null!, "name", (_, _) => Limit("fixed window", "key", 1)))
            .Should().Throw<ArgumentNullException>().WithParameterName("options");
    }

    private static Task<WebTestHost> StartAsync(
        Func<HttpContext, Tenant, RateLimitPartition<string>> partition,
        Action<RateLimiterOptions>? limits = null,
        Action<IServiceCollection>? services = null,
        Action<WebApplication>? map = null) =>
        WebTestHost.StartAsync(
            services: added =>
            {
                added.AddRateLimiter(options =>
                {
                    options.AddTenantPolicy(Policy, partition);
                    limits?.Invoke(options);
                });
                services?.Invoke(added);
            },
            pipeline: app =>
            {
                app.UseAuthentication();
                app.UseHivemindTenancy();
                app.UseAuthorization();
                app.UseRateLimiter();
            },
            map: app =>
            {
                app.MapGet("/limited", () => "in").RequireRateLimiting(Policy);
                map?.Invoke(app);
            });

    private static RateLimitPartition<string> Limit(string limiter, string key, int permits) => limiter switch
    {
        "token bucket" => RateLimitPartition.GetTokenBucketLimiter(
            key, _ => new TokenBucketRateLimiterOptions { TokenLimit = permits, TokensPerPeriod = permits, ReplenishmentPeriod = Long }),
        "fixed window" => RateLimitPartition.GetFixedWindowLimiter(
            key, _ => new FixedWindowRateLimiterOptions { PermitLimit = permits, Window = Long }),
        _ => RateLimitPartition.GetSlidingWindowLimiter(
            key, _ => new SlidingWindowRateLimiterOptions { PermitLimit = permits, Window = Long, SegmentsPerWindow = 2 }),
    };

    private static async Task<HttpStatusCode> StatusAsync(WebTestHost host, string user, string tenant) =>
        (await host.GetAsync("/limited", user, tenant)).StatusCode;

    private static Task UntilAsync(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string what = "") =>
        HangLimit.UntilAsync(what, () => Task.FromResult(condition()), TestContext.Current.CancellationToken);
}
