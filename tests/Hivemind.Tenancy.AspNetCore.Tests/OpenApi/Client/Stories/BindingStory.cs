namespace Hivemind.Tenancy.ApiClient.Tests;

internal static class BindingStory
{
    private const string Viewer = "tenant-viewer";
    private const string Bob = "user bob";

    public static async Task RunAsync(ITenantApiClient client, string tenantId, CancellationToken cancellationToken)
    {
        TenantRoleBindingRequest request = new() { Subject = Bob, Role_id = Viewer, Namespace = "umbrella-jobs" };
        RoleBindingResource bound = await client.BindTenantRoleAsync(tenantId, request, "bind-bob", cancellationToken);
        RoleBindingResource again = await client.BindTenantRoleAsync(tenantId, request, cancellationToken: cancellationToken);
        RoleBindingList inTenant = await client.ListTenantRoleBindingsAsync(tenantId, cancellationToken);
        await client.UnbindTenantRoleAsync(tenantId, Bob, Viewer, "umbrella-jobs", cancellationToken: cancellationToken);

        bound.Should().BeEquivalentTo(new { Subject = Bob, Role_id = Viewer, Scope = $"{tenantId}/umbrella-jobs" });
        again.Should().BeEquivalentTo(bound);
        inTenant.Role_bindings.Should().ContainSingle().Which.Should().BeEquivalentTo(bound);
        (await client.ListTenantRoleBindingsAsync(tenantId, cancellationToken)).Role_bindings.Should().BeEmpty();

        RoleBindingResource global = await client.BindRoleAsync(new RoleBindingRequest { Subject = "group auditors", Role_id = Viewer }, cancellationToken: cancellationToken);
        RoleBindingList all = await client.ListRoleBindingsAsync(all: "true", cancellationToken: cancellationToken);
        await client.UnbindRoleAsync("group auditors", Viewer, cancellationToken);
        RoleBindingList left = await client.ListRoleBindingsAsync(cancellationToken: cancellationToken);

        await client.BindTenantRoleAsync(tenantId, request, cancellationToken: cancellationToken);
        ForgottenUserResource forgotten = await client.ForgetUserAsync("bob", cancellationToken);

        forgotten.Should().BeEquivalentTo(new { User_id = "bob", Role_bindings = new[] { bound }, Groups = Array.Empty<string>(), Owned_tenants = Array.Empty<string>() });
        (await client.ListTenantRoleBindingsAsync(tenantId, cancellationToken)).Role_bindings.Should().BeEmpty();
        global.Scope.Should().Be("*");
        all.Role_bindings.Should().ContainEquivalentOf(global).And.Contain(b => b.Scope == "acme");
        left.Role_bindings.Should().ContainSingle().Which.Subject.Should().Be("user root");
    }
}
