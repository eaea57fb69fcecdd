using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hivemind.Tenancy.Billing;
using Hivemind.Tenancy.Workloads;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>Each exception of tenancy has its problem.</summary>
public sealed class TenancyProblemDetailsTests
{
    private static readonly string[] Common = ["type", "title", "status", "detail"];

    public static TheoryData<string> Cases => [.. ProblemCase.All.Keys];

    /// <summary>An exception that is added is listed here with its answer.</summary>
    [Fact]
    public void Every_exception_of_tenancy_has_a_case()
    {
        IEnumerable<Type> leaves = new[] { typeof(TenancyException), typeof(AppNotFoundException), typeof(StatementTrimmedException) }
            .SelectMany(t => t.Assembly.GetTypes()).Where(t => t.IsSubclassOf(typeof(TenancyException)) && !t.IsAbstract);

        ProblemCase.All.Values.Select(c => c.Exception.GetType()).Distinct().Should().BeEquivalentTo(leaves);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Exception_of_an_endpoint_is_answered_with_its_problem(string name)
    {
        ProblemCase expected = ProblemCase.All[name];
        await using WebTestHost host = await StartAsync(expected.Exception, _ => { });

        HttpResponseMessage response = await host.GetAsync("/throws", "alice", "acme");

        JsonElement problem = await response.ShouldBeProblemAsync(expected.Status, expected.Type);
        JsonObject members = JsonObject.Create(problem)!;
        foreach (string common in Common)
        {
            members.Remove(common);
        }

        JsonNode.DeepEquals(members, JsonNode.Parse(expected.Members)).Should().BeTrue("it is {0}", members.ToJsonString());
        problem.GetRawText().Should().NotContain(ProblemCase.Secret);
        if (expected.Status == 503)
        {
            response.Headers.RetryAfter!.Delta.Should().Be(TimeSpan.FromSeconds(1));
        }

        response.Headers.Contains("Retry-After").Should().Be(expected.Status is 503 or 429);
    }

    /// <summary>The host's own service writes the same members.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Exception_is_answered_alike_through_the_hosts_problem_service(string name)
    {
        ProblemCase expected = ProblemCase.All[name];
        await using WebTestHost host = await StartAsync(expected.Exception, services => services.AddProblemDetails());

        foreach (string path in new[] { "/throws", "/throwing/plain", "/throwing-api/plain" })
        {
            JsonElement problem = await (await host.GetAsync(path, "alice", "acme")).ShouldBeProblemAsync(expected.Status, expected.Type);
            JsonObject members = JsonObject.Create(problem)!;
            foreach (string common in Common.Append("traceId"))
            {
                members.Remove(common);
            }

            JsonNode.DeepEquals(members, JsonNode.Parse(expected.Members)).Should().BeTrue("at {0} it is {1}", path, members.ToJsonString());
        }
    }

    /// <summary>A host that is compiled ahead of time, and knows no problems, has this way only.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void Problem_is_written_without_reflection(string name)
    {
        ProblemCase expected = ProblemCase.All[name];

        string written = JsonSerializer.Serialize(TenancyProblemDetails.From(expected.Exception), ProblemJson.Default.ProblemDetails);

        JsonObject problem = JsonNode.Parse(written)!.AsObject();
        foreach ((string member, JsonNode? value) in JsonNode.Parse(expected.Members)!.AsObject())
        {
            JsonNode.DeepEquals(problem[member], value).Should().BeTrue("{0} is {1}", member, problem[member]?.ToJsonString());
        }
    }

    [Theory]
    [InlineData("not-found")]
    [InlineData("context-missing")]
    [InlineData("door")]
    public async Task Exceptions_that_hide_a_tenant_have_the_status_for_strangers(string name)
    {
        await using WebTestHost host = await StartAsync(ProblemCase.All[name].Exception, _ => { }, options => options.StrangerStatusCode = 403);

        string said = await (await host.GetAsync("/throws", "alice", "acme")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        HttpResponseMessage stranger = await host.GetAsync("/throws", "alice", "no-such");

        await stranger.ShouldBeProblemAsync(403, TenancyProblemTypes.TenantNotFound);
        said.Should().Be(await stranger.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void From_of_an_exception_that_is_not_ours_says_no_more_than_whether_to_repeat()
    {
        ProblemDetails lasting = TenancyProblemDetails.From(new Foreign(isTransient: false));
        ProblemDetails passing = TenancyProblemDetails.From(new Foreign(isTransient: true));

        lasting.Status.Should().Be(500);
        passing.Status.Should().Be(503);
        JsonSerializer.Serialize(lasting).Should().NotContain(ProblemCase.Secret);
        JsonSerializer.Serialize(passing).Should().NotContain(ProblemCase.Secret);
    }

    [Fact]
    public void From_null_is_refused()
    {
        Action from = () => TenancyProblemDetails.From(null!);

        from.Should().Throw<ArgumentNullException>();
    }

    [Fact]
    public void Types_are_distinct_names()
    {
        string[] types = [.. typeof(TenancyProblemTypes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (string)f.GetRawConstantValue()!)];

        types.Should().OnlyHaveUniqueItems().And.OnlyContain(t => t.StartsWith("urn:hivemind-tenancy:problem:", StringComparison.Ordinal));
    }

    private static Task<WebTestHost> StartAsync(
        TenancyException exception, Action<IServiceCollection> services, Action<TenancyWebOptions>? web = null) => WebTestHost.StartAsync(
        options =>
        {
            options.ResolveFromHeader();
            web?.Invoke(options);
        },
        app =>
        {
            app.MapGet("/throws", string () => throw exception);
            app.MapControllers();
        },
        collection =>
        {
            services(collection);
            collection.AddSingleton<Exception>(exception);
            collection.AddControllers().AddApplicationPart(typeof(TenancyProblemDetailsTests).Assembly);
        });

    private sealed class Foreign(bool isTransient) : TenancyException(ProblemCase.Secret)
    {
        public override bool IsTransient => isTransient;
    }
}
