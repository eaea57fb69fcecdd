using CsCheck;

namespace Hivemind.Tenancy.Tests;

/// <summary>Random roles, bindings, groups, owners and namespaces: the library agrees with the model, and its answers with each other.</summary>
public sealed class AccessModelTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public Task Access_agrees_with_a_naive_model() => AccessStep.Any.Array[1, 60].SampleAsync(Agree, iter: 100);

    [Fact]
    public async Task Model_is_not_empty()
    {
        int permitted = 0;
        int denied = 0;
        await AccessStep.Any.Array[60].SampleAsync(
            async steps =>
            {
                await using TenancyHost host = new();
                AccessModel model = await BuildAsync(host, steps);
                bool[] answers = [.. from user in AccessStep.Users from scope in AccessStep.AllScopes select model.IsPermitted(user, ("pods", "read"), scope.ToPath())];
                Interlocked.Add(ref permitted, answers.Count(a => a));
                Interlocked.Add(ref denied, answers.Count(a => !a));
                return true;
            },
            iter: 20);

        permitted.Should().BeGreaterThan(100, "a model that denies all proves nothing");
        denied.Should().BeGreaterThan(100);
    }

    private static async Task<bool> Agree(AccessStep[] steps)
    {
        await using TenancyHost host = new();
        AccessModel model = await BuildAsync(host, steps);
        (await host.Access.ListBindingsAsync(null, Cancellation)).Should().HaveCount(model.Bindings);
        foreach (string user in AccessStep.Users)
        {
            await AgreeOnPermissions(host, model, user);
            await AgreeOnTenants(host, model, user);
            (await host.Rbac.GetScopesAsync(user, Cancellation)).Scopes.Select(s => s.ToPath()).Should().BeEquivalentTo(model.Paths(user));
        }

        return true;
    }

    private static async Task<AccessModel> BuildAsync(TenancyHost host, AccessStep[] steps)
    {
        AccessModel model = new();
        foreach (string tenant in AccessStep.Tenants)
        {
            model.Tenants.Add(tenant, (AccessStep.Users[0], [.. AccessStep.Namespaces.Select(n => $"{tenant}-{n}")]));
            await host.CreateAsync(tenant, AccessStep.Users[0], [.. model.Tenants[tenant].Namespaces]);
        }

        foreach (AccessStep step in steps)
        {
            (await step.ApplyAsync(host, model, Cancellation)).Should().BeTrue("both say the same of {0}", step);
            // A read after every write, so that what is remembered of a user is there to go stale.
            string user = AccessStep.Users[step.User];
            (await host.Access.CheckTenantAccessAsync(user, TenantId.Parse(AccessStep.Tenants[step.Tenant]), Cancellation))
                .Should().Be(model.HasAccess(user, AccessStep.Tenants[step.Tenant]));
        }

        return model;
    }

    private static async Task AgreeOnPermissions(TenancyHost host, AccessModel model, string user)
    {
        int question = 0;
        foreach (PermissionScope scope in AccessStep.AllScopes.Distinct())
        {
            foreach ((string resource, string action) in AccessStep.Asked)
            {
                Permission asked = new(resource, action);
                bool expected = model.IsPermitted(user, (resource, action), scope.ToString());
                bool explains = question++ % 7 == 0; // takes longer than deciding
                if (await host.Access.CheckPermissionAsync(user, asked, scope, Cancellation) != expected
                    || (explains && (await host.Access.ExplainAccessAsync(user, asked, scope, Cancellation)).IsGranted != expected))
                {
                    Assert.Fail($"{user} {asked} {scope}: {expected} expected");
                }
            }
        }
    }

    private static async Task AgreeOnTenants(TenancyHost host, AccessModel model, string user)
    {
        string[] expected = [.. AccessStep.Tenants.Where(t => model.HasAccess(user, t))];
        (await host.Access.GetAccessibleTenantsAsync(user, Cancellation)).Select(t => t.Id.Value).Should().Equal(expected);
        foreach (string tenant in AccessStep.Tenants)
        {
            TenantId id = TenantId.Parse(tenant);
            (await host.Access.CheckTenantAccessAsync(user, id, Cancellation)).Should().Be(expected.Contains(tenant));
            (await host.Access.ExplainAccessAsync(user, id, Cancellation)).IsGranted.Should().Be(expected.Contains(tenant));
            ((await Record.ExceptionAsync(() => host.Tenants.GetTenantContextAsync(user, id, Cancellation).AsTask())) is null).Should().Be(expected.Contains(tenant));
        }
    }
}
