using Hivemind.Tenancy.Billing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.AspNetCore.Tests;

public sealed class ApiMetadataTests
{
    public static TheoryData<string> Routes => [.. AllRoutes()];

    /// <summary>Every route that is described, beneath the prefix: <c>GET /tenants/{tenant_id}</c>.</summary>
    public static IReadOnlyList<string> AllRoutes() => [.. Described().Keys];

    [Theory]
    [MemberData(nameof(Routes))]
    public void Endpoint_says_what_it_is_takes_and_answers(string route)
    {
        RouteEndpoint endpoint = Described()[route];
        EndpointMetadataCollection metadata = endpoint.Metadata;

        metadata.GetMetadata<IEndpointNameMetadata>()!.EndpointName.Should().MatchRegex("^[a-z][a-zA-Z]+$");
        metadata.GetMetadata<IEndpointSummaryMetadata>()!.Summary.Should().NotBeNullOrEmpty();
        metadata.GetMetadata<ITagsMetadata>()!.Tags.Should().ContainSingle();
        metadata.GetMetadata<IAuthorizeData>().Should().NotBeNull();
        metadata.GetMetadata<AllowNoTenantAttribute>().Should().NotBeNull();
        IProducesResponseTypeMetadata[] answers = [.. metadata.GetOrderedMetadata<IProducesResponseTypeMetadata>()];
        answers.Select(a => a.StatusCode).Should().OnlyHaveUniqueItems().And.Contain([401, 403, 500, 503]).And.Contain(s => s < 300);
        answers.Where(a => a.StatusCode >= 400).Should().AllSatisfy(a =>
        {
            a.Type.Should().Be<TenancyProblem>();
            a.ContentTypes.Should().Equal("application/problem+json");
            a.Description.Should().NotBeNullOrEmpty();
        });
        if (route.Contains("{tenant_id}", StringComparison.Ordinal))
        {
            answers.Should().Contain(a => a.StatusCode == 404);
        }

        if (metadata.GetMetadata<IAcceptsMetadata>() is { } accepts)
        {
            accepts.RequestType.Should().NotBeNull();
            answers.Select(a => a.StatusCode).Should().Contain([400, 413, 415]);
        }
    }

    /// <summary>The compiler does not check it: the mapping hands the serializer of the shapes down to the endpoints.</summary>
    [Fact]
    public void Shapes_that_endpoints_name_are_known_to_the_serializer() =>
        Described().Values.SelectMany(e => ShapesOf(e.Metadata)).Distinct().Should().HaveCountGreaterThan(25)
            .And.AllSatisfy(shape => TenantApiJson.Default.GetTypeInfo(shape).Should().NotBeNull("an endpoint names {0}", shape));

    [Fact]
    public void Operation_ids_are_unique() =>
        Described().Values.Select(e => e.Metadata.GetMetadata<IEndpointNameMetadata>()!.EndpointName).Should().OnlyHaveUniqueItems().And.HaveCount(72);

    [Fact]
    public void Endpoints_that_are_not_described_are_guarded_all_the_same() =>
        Endpoints(administrator: true).Should().AllSatisfy(e =>
        {
            e.Metadata.GetMetadata<IAuthorizeData>().Should().NotBeNull();
            e.Metadata.GetMetadata<TenantApi>().Should().NotBeNull();
        });

    [Fact]
    public void Read_only_provider_maps_nothing_that_writes_access()
    {
        IEnumerable<string> patterns = Endpoints(administrator: false).Select(e => e.RoutePattern.RawText!);

        patterns.Should().Contain("/api/v1/tenants/{tenant_id}/access");
        patterns.Should().NotContain(p => p.Contains("role", StringComparison.Ordinal) || p.Contains("groups", StringComparison.Ordinal) || p.Contains("users", StringComparison.Ordinal));
    }

    [Fact]
    public void Host_without_apps_maps_no_routes_for_them()
    {
        IEnumerable<string> with = Endpoints(administrator: true).Select(e => e.RoutePattern.RawText!);
        IEnumerable<string> without = Endpoints(administrator: true, apps: false).Select(e => e.RoutePattern.RawText!);

        with.Except(without).Should().HaveCount(10).And.AllSatisfy(p => p.Should().MatchRegex("/(apps|volumes|app-violations)"));
        without.Should().NotBeEmpty().And.NotContain(p => System.Text.RegularExpressions.Regex.IsMatch(p, "/(apps|volumes|app-violations)"));
    }

    [Fact]
    public void Host_without_billing_maps_no_routes_for_statements()
    {
        IEnumerable<string> with = Endpoints(administrator: true).Select(e => e.RoutePattern.RawText!);
        IEnumerable<string> without = Endpoints(administrator: true, billing: false).Select(e => e.RoutePattern.RawText!);

        with.Except(without).Should().Equal(
            "/api/v1/tenants/{tenant_id}/statements", "/api/v1/tenants/{tenant_id}/statements/{month}", "/api/v1/tenants/{tenant_id}/statements/{month}/focus.csv");
    }

    [Fact]
    public void Host_that_exports_no_statements_maps_no_route_for_it()
    {
        IEnumerable<string> with = Endpoints(administrator: true).Select(e => e.RoutePattern.RawText!);
        IEnumerable<string> without = Endpoints(administrator: true, export: false).Select(e => e.RoutePattern.RawText!);

        with.Except(without).Should().Equal("/api/v1/tenants/{tenant_id}/statements/{month}/focus.csv");
    }

    private static IEnumerable<Type> ShapesOf(EndpointMetadataCollection metadata) =>
        metadata.GetOrderedMetadata<IProducesResponseTypeMetadata>().Select(answer => answer.Type)
            .Append(metadata.GetMetadata<IAcceptsMetadata>()?.RequestType)
            .OfType<Type>().Where(type => type != typeof(void) && type != typeof(Stream));

    private static Dictionary<string, RouteEndpoint> Described() =>
        Endpoints(administrator: true)
            .Where(e => e.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>() is null)
            .ToDictionary(e => $"{e.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods.Single()} {e.RoutePattern.RawText!["/api/v1".Length..]}");

    private static List<RouteEndpoint> Endpoints(bool administrator, bool apps = true, bool billing = true, bool export = true)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        HivemindTenancyBuilder tenancy = builder.Services.AddTrustedTenancy().AddAspNetCore();
        if (apps)
        {
            tenancy.AddWorkloads();
        }

        if (billing)
        {
            tenancy.AddBilling();
            if (export)
            {
                tenancy.AddFocusExport(new FocusOptions { ProviderName = "Example", ServiceName = "Containers" });
            }
        }

        if (!administrator)
        {
            tenancy.UseRbac<ReadOnlyRbac>();
        }

        WebApplication app = builder.Build();
        app.MapTenantApi();
        return [.. ((IEndpointRouteBuilder)app).DataSources.SelectMany(s => s.Endpoints).Cast<RouteEndpoint>()];
    }
}
