namespace Hivemind.Tenancy.ApiClient.Tests;

internal static class RoleStory
{
    private const string Deployer = "deployer";
    private const string Group = "ops/night";
    private const string Member = "Zoë";

    public static async Task RunAsync(ITenantApiClient client, string tenantId, CancellationToken cancellationToken)
    {
        RoleResource set = await client.SetRoleAsync(Deployer, new RoleRequest { Permissions = ["containers:deploy", "*:read"] }, cancellationToken);
        RoleList roles = await client.ListRolesAsync(cancellationToken);
        await client.RemoveRoleAsync(Deployer, cancellationToken);
        RoleList left = await client.ListRolesAsync(cancellationToken);

        set.Permissions.Should().BeEquivalentTo("containers:deploy", "*:read");
        set.Is_built_in.Should().BeFalse();
        roles.Roles.Should().ContainEquivalentOf(set);
        left.Roles.Should().OnlyContain(r => r.Is_built_in).And.HaveCount(4);

        await client.AddGroupMemberAsync(Group, Member, cancellationToken);
        GroupMembers members = await client.ListGroupMembersAsync(Group, cancellationToken);
        await client.RemoveGroupMemberAsync(Group, Member, cancellationToken);

        members.Should().BeEquivalentTo(new { Group_id = Group, Members = new[] { Member } });
        (await client.ListGroupMembersAsync(Group, cancellationToken)).Members.Should().BeEmpty();

        AccessResource access = await client.ExplainAccessAsync(tenantId, user_id: "ada", permission: "tenants:update", cancellationToken: cancellationToken);
        access.Should().BeEquivalentTo(new { User_id = "ada", Permission = "tenants:update", Scope = tenantId, Is_granted = true });
        access.Grants.Should().ContainSingle().Which.Kind.Should().Be(AccessGrantName.Owner);
    }
}
