using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace Hivemind.Tenancy.Tests;

/// <summary>The tenants of a user, owned and granted, as one list; and who may ask for it.</summary>
public sealed class AccessibleTenantsTests : IAsyncLifetime
{
    private readonly IRbacProvider _provider = Substitute.For<IRbacProvider>();
    private readonly TenancyHost _host;

    public AccessibleTenantsTests()
    {
        _host = new TenancyHost(services: services => services.AddSingleton(_provider));
        Grants(Some.User);
        Grants(Some.Owner);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        foreach (string id in new[] { "a", "b", "c", "d" })
        {
            await _host.CreateAsync(id, id is "a" or "c" ? Some.Owner : "nobody", "web-" + id);
        }
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("", "a c")]
    [InlineData("gone", "a c")]
    [InlineData("b", "a b c")]
    [InlineData("d", "a c d")]
    [InlineData("b d", "a b c d")]
    [InlineData("a c", "a c")]
    [InlineData("a b c d gone", "a b c d")]
    [InlineData("b/web-b d/web-a", "a b c")]
    public async Task Owned_and_granted_ones_are_one_list_in_order(string granted, string expected)
    {
        Grants(Some.Owner, granted.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        (await ListAsync(Some.Owner)).Should().Equal(expected.Split(' '));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("gone", "")]
    [InlineData("c b", "b c")]
    public async Task Who_owns_none_has_what_is_granted(string granted, string expected)
    {
        Grants(Some.User, granted.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        (await ListAsync(Some.User)).Should().Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task In_a_tenant_it_is_that_one_or_none()
    {
        using TenantScope scope = Some.Context("a", Some.Owner).Enter();

        (await ListAsync(Some.Owner)).Should().Equal("a");
        using (Some.Context("b", Some.Owner).Enter())
        {
            (await ListAsync(Some.Owner)).Should().BeEmpty();
        }
    }

    [Fact]
    public async Task Of_oneself_all_may_ask_and_of_another_who_may_read_bindings_everywhere()
    {
        using TenantScope scope = TenantContext.User(Some.Owner).Enter();

        (await ListAsync(Some.Owner)).Should().Equal("a", "c");
        Func<Task> ask = () => ListAsync(Some.User);
        (await ask.Should().ThrowAsync<TenantAccessDeniedException>()).Which.Permission.Should().Be(TenancyPermissions.ReadBindings);

        _provider.IsGrantedAsync(Some.Owner, TenancyPermissions.ReadBindings, PermissionScope.Global, Arg.Any<CancellationToken>()).Returns(true);
        (await ListAsync(Some.User)).Should().BeEmpty();
    }

    [Theory]
    [InlineData(Some.User, true)]
    [InlineData(Some.Owner, false)]
    public async Task What_is_held_at_Global_scope_is_told_to_oneself_alone(string asked, bool answered)
    {
        using TenantScope scope = TenantContext.User(Some.User).Enter();
        Func<Task> ask = async () => await _host.Access.CheckPermissionAsync(asked, TenancyPermissions.ReadTenants, PermissionScope.Global, Cancellation);

        if (answered)
        {
            await ask.Should().NotThrowAsync();
        }
        else
        {
            await ask.Should().ThrowAsync<TenantAccessDeniedException>();
        }
    }

    private async Task<IEnumerable<string>> ListAsync(string user) =>
        (await _host.Access.GetAccessibleTenantsAsync(user, Cancellation)).Select(t => t.Id.Value);

    private void Grants(string user, params string[] scopes) =>
        _provider.GetScopesAsync(user, Arg.Any<CancellationToken>()).Returns(new GrantedScopes(scopes.Select(s => PermissionScope.Parse(s))));
}
