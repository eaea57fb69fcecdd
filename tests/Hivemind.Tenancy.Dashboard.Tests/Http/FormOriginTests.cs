using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Playwright;

namespace Hivemind.Tenancy.Dashboard.Tests.Http;

/// <summary>Where forms may lead: to the dashboard's own origin, and to those that the host names.</summary>
public sealed class FormOriginTests(Chromium chromium)
{
    [Fact]
    public async Task Forms_lead_nowhere_else_unless_the_host_says_so()
    {
        (await PolicyAsync()).Should().Contain("; form-action 'self'; base-uri 'none'");
        (await PolicyAsync("https://sign-in.example.com", "HTTPS://Other.Example.com:443", "https://192.0.2.7:8443", "http://localhost:5000", "http://127.0.0.1"))
            .Should().Contain("; form-action 'self' https://sign-in.example.com https://other.example.com https://192.0.2.7:8443 http://localhost:5000 http://127.0.0.1; base-uri 'none'");
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("*")]
    [InlineData("https:")]
    [InlineData("https://*")]
    [InlineData("https://*.example.com")]
    [InlineData("https://example.com:*")]
    [InlineData("'unsafe-inline'")]
    [InlineData("example.com")]
    [InlineData("//example.com")]
    [InlineData("http://example.com")]
    [InlineData("http://127.0.0.1.example.com")]
    [InlineData("javascript:alert(1)")]
    [InlineData("data://example.com")]
    [InlineData("https://example.com/")]
    [InlineData("https://example.com/sign-out")]
    [InlineData("https://example.com?a")]
    [InlineData("https://example.com#a")]
    [InlineData("https://user@example.com")]
    [InlineData("https://example.com; script-src *")]
    [InlineData("https://example.com;script-src")]
    [InlineData("https://example.com https://evil.example")]
    [InlineData("https://example.com, default-src *")]
    [InlineData("https://example.com\r\nSet-Cookie: a=b")]
    [InlineData(" https://example.com")]
    [InlineData("https://exämple.com")]
    [InlineData("https://[::1]")]
    [InlineData("https://example.com:99999")]
    public void What_is_no_origin_or_more_than_one_is_refused(string? origin)
    {
        Action set = () => _ = new TenantDashboardOptions { FormOrigins = ["https://sign-in.example.com", origin!] };

        set.Should().Throw<ArgumentException>().WithMessage("*Write scheme, host and, where it is not the usual one, port*");
    }

    [Fact]
    public async Task Signing_out_may_end_at_another_origin()
    {
        await using DashboardHost provider = await DashboardHost.StartAsync(more: app => app.MapGet("/bye", () => "You are signed out."));
        string origin = new Uri(provider.Address).GetLeftPart(UriPartial.Authority);
        await using DashboardHost host = await DashboardHost.StartAsync(
            options: o =>
            {
                o.SignOutPath = "/sign-out";
                o.FormOrigins = [origin];
            },
            more: app => app.MapPost("/sign-out", () => TypedResults.Redirect(origin + DashboardHost.PathBase + "/bye")));
        await host.AddTenantAsync("acme");
        await using Visit visit = await chromium.OpenAsync(host, "olga");
        await visit.GoAsync("/acme");

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();

        await Assertions.Expect(visit.Page.GetByText("You are signed out.")).ToBeVisibleAsync(new() { Timeout = HangLimit.Milliseconds });
    }

    private static async Task<string> PolicyAsync(params string[] origins)
    {
        await using DashboardHost host = await DashboardHost.StartAsync(options: o => o.FormOrigins = origins);
        await host.AddTenantAsync("acme");
        using HttpClient olga = host.Client("olga");
        using HttpResponseMessage answer = await olga.GetAsync(host.Address + "/acme", TestContext.Current.CancellationToken);
        return answer.Headers.GetValues("Content-Security-Policy").Single();
    }
}
