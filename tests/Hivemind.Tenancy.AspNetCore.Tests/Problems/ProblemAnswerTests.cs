using System.Buffers;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>How problems are written, and what is left alone.</summary>
public sealed class ProblemAnswerTests
{
    private static readonly TenantNotActiveException Thrown = new(WebTestHost.Acme, TenantStatus.Suspended);

    [Fact]
    public async Task Headers_that_were_set_before_are_cleared()
    {
        await using WebTestHost host = await StartAsync();

        HttpResponseMessage response = await host.GetAsync("/headers", "alice", "acme");

        await response.ShouldBeProblemAsync(403, TenancyProblemTypes.TenantNotActive);
        response.Headers.Should().NotContainKeys("Set-Cookie", "X-Result", "ETag");
        response.Content.Headers.ContentLanguage.Should().BeEmpty();
    }

    /// <summary>What an endpoint has written but not sent cannot be taken back: rather no answer than one behind the beginning of another.</summary>
    [Theory]
    [InlineData("/unsent")]
    [InlineData("/unsent-items")]
    public async Task Body_that_was_begun_is_not_followed_by_a_problem(string path)
    {
        List<Exception> seen = [];
        await using WebTestHost host = await StartAsync(seen: seen);

        HttpResponseMessage response = await host.GetAsync(path, "alice", "acme");

        response.StatusCode.Should().Be(HttpStatusCode.InternalServerError);
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Should().BeEmpty();
        seen.Should().Equal(Thrown);
    }

    [Fact]
    public async Task Answer_that_has_started_is_broken_off_and_the_exception_goes_on()
    {
        List<Exception> seen = [];
        await using WebTestHost host = await StartAsync(seen: seen);

        Func<Task> read = async () =>
        {
            using HttpResponseMessage response = await host.GetAsync("/started", "alice", "acme");
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        };

        await read.Should().ThrowAsync<HttpRequestException>();
        seen.Should().Equal(Thrown);
    }

    [Theory]
    [InlineData("/throws", null)]
    [InlineData("/throws", "text/html")]
    [InlineData("/throws", "application/xml")]
    [InlineData("/throwing/plain", null)]
    [InlineData("/throwing/plain", "text/html")]
    [InlineData("/throwing-api/plain", null)]
    [InlineData("/throwing-api/plain", "text/html")]
    public async Task Customizations_of_the_host_apply_for_every_type_that_the_client_accepts(string path, string? accept)
    {
        await using WebTestHost host = await StartAsync(services => services.AddProblemDetails(options => options.CustomizeProblemDetails = context =>
        {
            context.ProblemDetails.Extensions["node"] = new { name = "n1" };
            context.ProblemDetails.Instance = context.HttpContext.Request.Path;
        }));

        HttpResponseMessage response = await SendAsync(host, path, accept);

        JsonElement problem = await response.ShouldBeProblemAsync(403, TenancyProblemTypes.TenantNotActive);
        problem.GetProperty("node").GetProperty("name").GetString().Should().Be("n1");
        problem.GetProperty("instance").GetString().Should().Be(path);
        problem.GetProperty("tenant_status").GetString().Should().Be("suspended");
        problem.GetProperty("traceId").GetString().Should().NotBeNullOrEmpty();
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("application/xml")]
    [InlineData("text/html;q=0.9, */*;q=0.1")]
    public async Task Problem_is_written_for_every_type_that_the_client_accepts(string accept)
    {
        await using WebTestHost host = await StartAsync();

        await (await SendAsync(host, "/throws", accept)).ShouldBeProblemAsync(403, TenancyProblemTypes.TenantNotActive);
        await (await SendAsync(host, "/throws", accept, "globex")).ShouldBeProblemAsync(404, TenancyProblemTypes.TenantNotFound);
    }

    [Theory]
    [InlineData("/status/401", 401, "")]
    [InlineData("/status/403", 403, "")]
    [InlineData("/status/404", 404, "")]
    [InlineData("/status/503", 503, "")]
    [InlineData("/text/403", 403, "mine")]
    [InlineData("/text/404", 404, "mine")]
    [InlineData("/no-such-path", 404, "")]
    public async Task Answers_of_others_are_left_alone(string path, int status, string body)
    {
        await using WebTestHost host = await StartAsync();

        HttpResponseMessage response = await host.GetAsync(path, "alice", "acme");

        ((int)response.StatusCode).Should().Be(status);
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Should().Be(body);
        response.Headers.Should().NotContainKey("Retry-After");
    }

    [Fact]
    public async Task Exceptions_of_others_are_left_alone()
    {
        List<Exception> seen = [];
        await using WebTestHost host = await StartAsync(seen: seen);

        await host.GetAsync("/foreign", "alice", "acme").ShouldBeAsync(HttpStatusCode.InternalServerError);

        seen.Should().ContainSingle().Which.Should().BeOfType<InvalidOperationException>();
    }

    private static Task<HttpResponseMessage> SendAsync(WebTestHost host, string path, string? accept, string tenant = "acme") =>
        host.SendAsync(path, "alice", request =>
        {
            request.Headers.Add("X-Tenant-Id", tenant);
            if (accept is not null)
            {
                request.Headers.Add("Accept", accept);
            }
        });

    private static Task<WebTestHost> StartAsync(Action<IServiceCollection>? services = null, List<Exception>? seen = null) => WebTestHost.StartAsync(
        map: Map,
        services: collection =>
        {
            collection.AddSingleton<Exception>(Thrown);
            collection.AddControllers().AddApplicationPart(typeof(ProblemAnswerTests).Assembly);
            services?.Invoke(collection);
        },
        pipeline: app =>
        {
            app.Use(next => async http =>
            {
                try
                {
                    await next(http);
                }
                catch (Exception e)
                {
                    seen?.Add(e);
                    throw;
                }
            });
            app.UseAuthentication();
            app.UseHivemindTenancy();
            app.UseAuthorization();
        });

    private static void Map(WebApplication app)
    {
        app.MapGet("/throws", string () => throw Thrown);
        app.MapGet("/foreign", string () => throw new InvalidOperationException("No."));
        app.MapGet("/headers", void (HttpResponse response) =>
        {
            response.StatusCode = 201;
            response.Cookies.Append("session", "1");
            response.Headers["X-Result"] = "1";
            response.Headers.ETag = "\"1\"";
            response.Headers.ContentLanguage = "de";
            response.ContentType = "text/plain";
            response.ContentLength = 5;
            throw Thrown;
        });
        app.MapGet("/unsent", void (HttpResponse response) =>
        {
            response.BodyWriter.Write("begun"u8);
            throw Thrown;
        });
        app.MapGet("/unsent-items", Items);
        app.MapGet("/started", async Task (HttpResponse response) =>
        {
            await response.WriteAsync("begun");
            await response.Body.FlushAsync();
            throw Thrown;
        });
        app.MapGet("/status/{status:int}", (int status) => Results.StatusCode(status));
        app.MapGet("/text/{status:int}", (int status) => Results.Text("mine", statusCode: status));
        app.MapControllers();
    }

    /// <summary>The serializer hands on what it has written before the exception, and has not sent it.</summary>
    private static IEnumerable<string> Items()
    {
        for (int i = 0; i < 20; i++)
        {
            yield return new string('a', 600);
        }

        throw Thrown;
    }
}
