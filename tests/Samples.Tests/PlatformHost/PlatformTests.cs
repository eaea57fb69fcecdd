using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Samples.Tests;

public sealed class PlatformTests(PlatformFixture platform) : IClassFixture<PlatformFixture>
{
    private const int RequestsPerMinute = 100;

    private static readonly object Web = new { image = "web:1", cpu = 0.25, memory = 1 << 20 };

    [Fact]
    public async Task Container_that_is_removed_gives_back_what_it_held()
    {
        string token = await platform.SignInAsync("alice");
        JsonElement container = await AnswerAsync(await platform.SendAsync(HttpMethod.Post, "/containers", token, "acme", new { image = "db", cpu = 1.25 }), HttpStatusCode.Created);
        string path = $"/containers/{container.GetProperty("id").GetString()}";

        JsonElement list = await AnswerAsync(await platform.SendAsync(HttpMethod.Get, "/containers", token, "acme"));
        decimal held = await CpuUsageAsync(token);
        HttpResponseMessage removed = await platform.SendAsync(HttpMethod.Delete, path, token, "acme");

        list.EnumerateArray().Select(c => c.GetProperty("id").GetString()).Should().Contain(container.GetProperty("id").GetString());
        removed.StatusCode.Should().Be(HttpStatusCode.NoContent);
        container.GetProperty("state").GetString().Should().Be("ready");
        (await CpuUsageAsync(token)).Should().Be(held - 1.25m);
        (await platform.SendAsync(HttpMethod.Get, path, token, "acme")).StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Container_is_an_app_of_the_Tenant_API_and_sleeps_while_its_tenant_is_suspended()
    {
        string root = await platform.SignInAsync("root");
        await AnswerAsync(await platform.SendAsync(HttpMethod.Post, "/api/v1/tenants", root, body: new { id = "hooli", name = "Hooli", owner_id = "gavin", namespaces = new[] { "hooli-web" } }), HttpStatusCode.Created);
        string gavin = await platform.SignInAsync("gavin");
        JsonElement container = await AnswerAsync(await platform.SendAsync(HttpMethod.Post, "/containers", gavin, "hooli", Web), HttpStatusCode.Created);
        string app = $"/api/v1/tenants/hooli/namespaces/hooli-web/apps/{container.GetProperty("id").GetString()}";

        JsonElement running = await AnswerAsync(await platform.SendAsync(HttpMethod.Get, app, gavin));
        await AnswerAsync(await platform.SendAsync(HttpMethod.Post, "/api/v1/tenants/hooli/suspend", root, body: new { reason = "unpaid" }));
        JsonElement asleep = await AnswerAsync(await platform.SendAsync(HttpMethod.Get, app, gavin));
        await AnswerAsync(await platform.SendAsync(HttpMethod.Post, "/api/v1/tenants/hooli/resume", root));
        JsonElement awake = await AnswerAsync(await platform.SendAsync(HttpMethod.Get, app, gavin));

        running.GetProperty("spec").GetProperty("image").GetString().Should().Be("web:1");
        new[] { running, asleep, awake }.Select(a => a.GetProperty("state").GetString()).Should().Equal("ready", "suspended", "ready");
    }

    [Theory]
    [InlineData("vera", "acme", 403, "permission-denied")]
    [InlineData("gina", "acme", 404, "tenant-not-found")]
    [InlineData("mallory", "no-such", 404, "tenant-not-found")]
    [InlineData("root", "initech", 403, "tenant-not-active")]
    public async Task Deploying_is_refused_by_the_library(string user, string tenant, int status, string problem)
    {
        HttpResponseMessage response = await platform.SendAsync(HttpMethod.Post, "/containers", await platform.SignInAsync(user), tenant, Web);

        JsonElement answer = await AnswerAsync(response, (HttpStatusCode)status);
        answer.GetProperty("type").GetString().Should().EndWith(problem);
    }

    [Fact]
    public async Task Deploying_what_does_not_fit_says_what_is_short()
    {
        HttpResponseMessage response = await platform.SendAsync(
            HttpMethod.Post, "/containers", await platform.SignInAsync("alice"), "acme", new { image = "big", cpu = 100 });

        JsonElement answer = await AnswerAsync(response, HttpStatusCode.Conflict);
        answer.GetProperty("shortages").EnumerateArray().Select(s => s.GetProperty("resource").GetString()).Should().Equal("cpu");
    }

    [Theory]
    [InlineData("""{"cpu":1}""")]
    [InlineData("""{"image":""}""")]
    [InlineData("""{"image":"web 1"}""")]
    [InlineData("""{"image":"web\u0000"}""")]
    [InlineData("""{"image":"web","cpu":0}""")]
    [InlineData("""{"image":"web","memory":-1}""")]
    [InlineData("""no JSON""")]
    public async Task Deploying_nonsense_is_a_bad_request(string body)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/containers") { Content = new StringContent(body, null, "application/json") };
        request.Headers.Authorization = new("Bearer", await platform.SignInAsync("alice"));
        request.Headers.Add("X-Tenant-Id", "acme");

        HttpResponseMessage response = await platform.Client.SendAsync(request, TestContext.Current.CancellationToken);

        await AnswerAsync(response, HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Tenant_that_asks_too_often_is_slowed_down_alone()
    {
        string gina = await platform.SignInAsync("gina");
        List<HttpStatusCode> statuses = [];
        for (int i = 0; i <= 2 * RequestsPerMinute; i++) // in one window or two
        {
            using HttpResponseMessage response = await platform.SendAsync(HttpMethod.Get, "/containers", gina, "globex");
            statuses.Add(response.StatusCode);
        }

        HttpResponseMessage other = await platform.SendAsync(HttpMethod.Get, "/containers", await platform.SignInAsync("vera"), "acme");

        statuses.Should().Contain(HttpStatusCode.TooManyRequests).And.HaveElementAt(0, HttpStatusCode.OK);
        other.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Nobody_gets_in_without_a_token()
    {
        HttpResponseMessage api = await platform.Client.GetAsync("/api/v1/tenants", TestContext.Current.CancellationToken);
        HttpResponseMessage containers = await platform.SendAsync(HttpMethod.Get, "/containers", "made-up", "acme");

        api.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        containers.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Demo_sign_in_says_everywhere_that_it_is_for_the_demo_only()
    {
        JsonElement document = await platform.Client.GetFromJsonAsync<JsonElement>("/openapi/v1.json", TestContext.Current.CancellationToken);
        JsonElement operation = document.GetProperty("paths").GetProperty("/demo/sign-in").GetProperty("post");

        platform.Output.Should().Contain("DEMO ONLY: /demo/sign-in asks for no password");
        document.GetProperty("info").GetProperty("description").GetString().Should().Contain("DEMO ONLY");
        operation.GetProperty("summary").GetString().Should().StartWith("Demo only");
        operation.GetProperty("tags")[0].GetString().Should().Be("Demo");
    }

    [Fact]
    public async Task Host_of_another_name_is_refused()
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/demo/sign-in?user=root");
        request.Headers.Host = "rebound.example.com";

        HttpResponseMessage response = await platform.Client.SendAsync(request, TestContext.Current.CancellationToken);

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Health_check_asks_the_store() =>
        (await platform.Client.GetStringAsync("/healthz", TestContext.Current.CancellationToken)).Should().Be("Healthy");

    private async Task<decimal> CpuUsageAsync(string token) =>
        (await AnswerAsync(await platform.SendAsync(HttpMethod.Get, "/api/v1/tenants/acme/usage", token))).GetProperty("cpu_usage").GetDecimal();

    private static async Task<JsonElement> AnswerAsync(HttpResponseMessage response, HttpStatusCode status = HttpStatusCode.OK)
    {
        string body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        response.StatusCode.Should().Be(status, body);
        return JsonDocument.Parse(body).RootElement;
    }
}
