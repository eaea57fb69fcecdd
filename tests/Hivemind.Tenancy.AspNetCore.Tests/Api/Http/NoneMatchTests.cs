using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>A condition that a route does not read is refused, and never counts as met.</summary>
public sealed class NoneMatchTests
{
    [Theory]
    [InlineData("PUT", "/tenants/acme/namespaces/acme-web/apps/shop", """{"image": "nginx:1.28"}""")]
    [InlineData("DELETE", "/tenants/acme/grace", null)]
    public async Task Nothing_is_changed_where_the_condition_is_not_read(string method, string path, string? body)
    {
        await using ApiTestHost host = await AppApi.StartAsync();
        await host.DeployAsync();
        await (await host.SendAsync("PUT", "/tenants/acme/grace", ApiTestHost.Admin, """{"ceiling": {"cpu": 6}, "until": "2099-01-01T00:00:00Z"}""")).ShouldBeAsync(HttpStatusCode.OK);
        string user = path.EndsWith("grace", StringComparison.Ordinal) ? ApiTestHost.Admin : ApiTestHost.Operator;

        JsonElement problem = await (await host.SendAsync(method, path, user, body, "If-None-Match: *")).ShouldBeProblemAsync(400, TenancyProblemTypes.InvalidRequest);

        problem.Text("detail").Should().Be("If-None-Match is not supported here; nothing was changed.");
        (await host.GetShopAsync()).GetProperty("spec").Text("image").Should().Be("nginx:1.27");
        await (await host.GetAsync("/tenants/acme/grace", ApiTestHost.Owner)).ShouldBeAsync(HttpStatusCode.OK);
        await (await host.SendAsync(method, path, null, body, "If-None-Match: *")).ShouldBeProblemAsync(401, TenancyProblemTypes.Unauthenticated);
    }

    [Fact]
    public async Task Every_route_that_changes_something_refuses_the_condition_unless_it_reads_it()
    {
        await using ApiTestHost host = await AppApi.StartAsync();
        List<string> taken = [];
        int refused = 0;
        foreach (RouteEndpoint route in host.Web.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            string pattern = "/" + route.RoutePattern.RawText!.TrimStart('/');
            string? method = route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Single();
            if (method is null or "GET" || !pattern.StartsWith(ApiTestHost.Prefix, StringComparison.Ordinal) || route.Metadata.GetMetadata<IEndpointNameMetadata>() is not { } name)
            {
                continue;
            }

            string path = string.Concat(pattern[ApiTestHost.Prefix.Length..].Split('{', '}').Select((part, i) => i % 2 == 0 ? part : part == "tenant_id" ? "acme" : "1"));
            HttpResponseMessage response = await host.SendAsync(method, path, ApiTestHost.Viewer, method is "DELETE" ? null : "{}", "If-None-Match: \"x\"");
            if ((await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Contains("If-None-Match is not supported here", StringComparison.Ordinal))
            {
                response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
                refused++;
            }
            else
            {
                taken.Add(name.EndpointName);
            }
        }

        taken.Should().Equal("setGrace");
        refused.Should().BeGreaterThan(30);
    }
}
