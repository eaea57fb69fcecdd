using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>A cache that stands in the wrong place is an error at the first request, before it has stored anything.</summary>
public sealed class CacheOrderTests
{
    [Theory]
    [InlineData("output", "/own", "*UseOutputCache*before*UseHivemindTenancy*")]
    [InlineData("output", "/plain", "*UseOutputCache*before*UseHivemindTenancy*")]
    [InlineData("response", "/plain", "*UseResponseCaching*before*UseHivemindTenancy*")]
    public async Task Cache_before_the_door_is_an_error(string cache, string path, string message)
    {
        List<Exception> thrown = [];
        await using WebTestHost host = await StartAsync(thrown, app =>
        {
            _ = cache == "output" ? app.UseOutputCache() : app.UseResponseCaching();
            app.UseAuthentication();
            app.UseHivemindTenancy();
            app.UseAuthorization();
        });

        await AskTwiceAsync(host, path);

        thrown.Should().HaveCount(2).And.AllBeOfType<InvalidOperationException>();
        thrown.Should().AllSatisfy(e => e.Message.Should().Match(message));
    }

    [Theory]
    [InlineData("/own")]
    [InlineData("/shared")]
    public async Task Output_cache_before_authorization_is_an_error(string path)
    {
        List<Exception> thrown = [];
        await using WebTestHost host = await StartAsync(thrown, app =>
        {
            app.UseAuthentication();
            app.UseHivemindTenancy();
            app.UseOutputCache();
            app.UseAuthorization();
        });

        await AskTwiceAsync(host, path);

        thrown.Should().HaveCount(2).And.AllBeOfType<InvalidOperationException>();
        thrown.Should().AllSatisfy(e => e.Message.Should().Match("*UseOutputCache*before*UseAuthorization*"));
    }

    /// <summary>Whatever policy stored it.</summary>
    [Fact]
    public async Task Stored_answer_is_not_served_before_authorization()
    {
        List<Exception> thrown = [];
        await using WebTestHost host = await StartAsync(thrown, app =>
        {
            app.UseAuthentication();
            app.UseHivemindTenancy();
            app.UseOutputCache();
            app.UseAuthorization();
        });

        await AskTwiceAsync(host, "/host-policy");

        thrown.Should().ContainSingle().Which.Should().BeOfType<InvalidOperationException>();
    }

    /// <summary>Its answers are nobody's.</summary>
    [Fact]
    public async Task Cache_on_a_branch_without_tenancy_is_the_hosts_own_affair()
    {
        List<Exception> thrown = [];
        await using WebTestHost host = await StartAsync(thrown, app =>
        {
            app.UseWhen(http => http.Request.Path == "/page", branch => branch.UseOutputCache());
            app.UseWhen(http => http.Request.Path != "/page", branch =>
            {
                branch.UseAuthentication();
                branch.UseHivemindTenancy();
                branch.UseAuthorization();
            });
        });

        string first = await host.AskAsync("/page", user: null);

        (await host.AskAsync("/page", user: null)).Should().Be(first);
        thrown.Should().BeEmpty();
    }

    private static async Task AskTwiceAsync(WebTestHost host, string path)
    {
        await host.GetAsync(path, "bob", "acme");
        await host.GetAsync(path, "bob", "acme");
    }

    private static Task<WebTestHost> StartAsync(List<Exception> thrown, Action<WebApplication> pipeline) => OutputCachingTests.StartAsync(
        app =>
        {
            app.Use(next => async http =>
            {
                try
                {
                    await next(http);
                }
                catch (Exception e)
                {
                    thrown.Add(e);
                    http.Response.StatusCode = 500;
                }
            });
            pipeline(app);
        },
        app =>
        {
            app.MapGet("/plain", CacheTestHost.Say);
            app.MapGet("/page", CacheTestHost.Say).CacheOutput();
        },
        services => services.AddResponseCaching());
}
