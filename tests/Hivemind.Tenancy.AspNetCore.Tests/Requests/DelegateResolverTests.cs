using Microsoft.Extensions.Primitives;

namespace Hivemind.Tenancy.AspNetCore.Tests;

public sealed class DelegateResolverTests
{
    [Fact]
    public async Task Delegate_that_names_the_tenant_after_an_await_opens_it()
    {
        await using WebTestHost host = await WebTestHost.StartAsync(
            options => options.ResolveWith(async http =>
            {
                await Task.Yield();
                return http.Request.Query["for"];
            }),
            Who.MapBoth);

        await host.GetAsync("/who?for=acme", "alice").ShouldSayAsync("acme/alice");
        await host.GetAsync("/maybe", "alice").ShouldSayAsync(Who.Nobody);
        await host.GetAsync("/maybe?for=globex", "alice").ShouldBeRefusedAsync();
    }

    [Fact]
    public async Task Delegate_that_names_several_is_refused_unless_they_are_the_same()
    {
        await using WebTestHost host = await WebTestHost.StartAsync(
            options => options.ResolveWith(http => new ValueTask<StringValues>(http.Request.Query["for"])), Who.MapBoth);

        await host.GetAsync("/who?for=acme&for=acme", "alice").ShouldSayAsync("acme/alice");
        await host.GetAsync("/who?for=acme&for=globex", "alice").ShouldBeAmbiguousAsync();
        await host.GetAsync("/maybe?for=acme&for=globex", "alice").ShouldBeAmbiguousAsync();
    }

    [Fact]
    public async Task Delegate_sees_the_user_and_runs_for_nobody()
    {
        string? seen = null;
        await using WebTestHost host = await WebTestHost.StartAsync(
            options => options.ResolveWith(http =>
            {
                seen = $"{http.User.Identity!.IsAuthenticated} {Who.Now()}";
                return new ValueTask<StringValues>("acme");
            }),
            Who.MapBoth);

        await host.GetAsync("/who", "alice").ShouldSayAsync("acme/alice");

        seen.Should().Be("True nobody");
    }

    [Fact]
    public async Task Delegate_that_throws_fails_the_request()
    {
        await using WebTestHost host = await WebTestHost.StartAsync(
            options => options.ResolveWith(_ => throw new InvalidOperationException("Directory is down.")), Who.MapBoth);

        await host.GetAsync("/maybe", "alice").ShouldBeAsync(System.Net.HttpStatusCode.InternalServerError);
    }

    [Fact]
    public async Task Delegate_whose_store_fails_is_answered_as_the_stores_failure()
    {
        await using WebTestHost host = await WebTestHost.StartAsync(
            options => options.ResolveWith(_ => throw new TenancyStoreException("Directory is down.", isTransient: true)), Who.MapBoth);

        HttpResponseMessage response = await host.GetAsync("/maybe", "alice");

        await response.ShouldBeProblemAsync(503, TenancyProblemTypes.StoreUnavailable);
    }
}
