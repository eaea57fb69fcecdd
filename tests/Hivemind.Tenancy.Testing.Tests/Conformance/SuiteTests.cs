using System.Reflection;

namespace Hivemind.Tenancy.Testing.Tests;

public sealed class SuiteTests
{
    private static readonly Assembly Package = typeof(TenancyTestHost).Assembly;

    [Fact]
    public void Names_of_cases_are_unique()
    {
        TenantStoreConformance.Cases.Select(c => c.Name).Should().OnlyHaveUniqueItems().And.HaveCountGreaterThan(100);
        RbacConformance.Cases.Select(c => c.Name).Should().OnlyHaveUniqueItems().And.HaveCountGreaterThan(30);
        WorkloadEngineConformance.Cases.Select(c => c.Name).Should().OnlyHaveUniqueItems().And.HaveCountGreaterThan(30);
        RbacConformance.Cases.Select(c => c.Name).Should().Contain(RbacProviderConformance.Cases.Select(c => c.Name));
    }

    [Fact]
    public void Every_class_of_cases_is_in_a_suite()
    {
        string[] topics = [.. TenantStoreConformance.Cases.Select(c => c.Name).Concat(RbacConformance.Cases.Select(c => c.Name)).Concat(WorkloadEngineConformance.Cases.Select(c => c.Name)).Select(n => n.Split(':')[0].Replace(" ", "").ToUpperInvariant()).Distinct()];

        Package.GetTypes().Where(t => t.Name.EndsWith("Cases", StringComparison.Ordinal) && !t.IsAbstract)
            .Select(t => t.Name[..^"Cases".Length].ToUpperInvariant())
            .Should().BeEquivalentTo(topics);
    }

    [Fact]
    public void Package_depends_on_no_test_framework()
    {
        string runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;

        Package.GetReferencedAssemblies()
            .Where(r => !File.Exists(Path.Combine(runtime, r.Name + ".dll")))
            .Select(r => r.Name)
            .Should().BeSubsetOf(
            [
                "Hivemind.Tenancy", "Hivemind.Tenancy.Workloads", "Microsoft.Extensions.DependencyInjection", "Microsoft.Extensions.DependencyInjection.Abstractions",
            ]);
    }

    [Fact]
    public void Public_types_are_in_one_namespace_and_sealed_or_static() =>
        Package.GetExportedTypes()
            .Where(t => t.Namespace != (t.Name.EndsWith("Extensions", StringComparison.Ordinal) ? "Microsoft.Extensions.DependencyInjection" : "Hivemind.Tenancy.Testing") || !t.IsSealed)
            .Should().BeEmpty();

    [Fact]
    public async Task Case_that_does_not_exist_is_refused()
    {
        Func<Task> run = () => TenantStoreConformance.RunAsync("no such case", Memory.CreateStoreAsync, TestContext.Current.CancellationToken);

        await run.Should().ThrowAsync<ArgumentException>().WithMessage("*no such case*");
    }

    [Fact]
    public async Task Harness_is_disposed_of_whatever_the_case_comes_to()
    {
        int cleanups = 0;
        foreach (bool works in new[] { true, false })
        {
            TenantStoreHarness made = Memory.CreateStore(inner => works ? inner : Interceptor.Before(inner, (_, _, _) => throw new InvalidOperationException("broken")));
            Func<Task> run = () => TenantStoreConformance.RunAsync(
                "Add: adds as given at the stores time", _ => new(new TenantStoreHarness(made.Store, made.Clock) { Cleanup = () => { cleanups++; return default; } }), TestContext.Current.CancellationToken);
            if (works)
            {
                await run();
            }
            else
            {
                (await run.Should().ThrowAsync<ConformanceException>()).WithMessage("Add: adds as given at the stores time: expected no exception here, but found InvalidOperationException: broken");
            }
        }

        cleanups.Should().Be(2);
    }

    [Fact]
    public async Task Cancelled_run_is_no_failure_of_the_adapter()
    {
        using CancellationTokenSource cancelled = new();
        await cancelled.CancelAsync();
        Func<Task> run = () => TenantStoreConformance.RunAsync("Add: adds as given at the stores time", Memory.CreateStoreAsync, cancelled.Token);

        await run.Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task Provider_that_can_only_be_read_keeps_its_part_of_the_contract()
    {
        foreach (ConformanceCase<RbacProviderHarness> c in RbacProviderConformance.Cases)
        {
            await c.RunAsync(
                _ =>
                {
                    ScriptedRbac rbac = new();
                    return new(new RbacProviderHarness(rbac, (user, role, scope, _) =>
                    {
                        foreach (Permission permission in role.Permissions)
                        {
                            rbac.Allow(user, permission.ToString(), scope.ToString());
                        }

                        return default;
                    })
                    {
                        BreakAsync = _ =>
                        {
                            rbac.FailWith(new TenancyStoreException("down", isTransient: true));
                            return default;
                        },
                    });
                },
                TestContext.Current.CancellationToken);
        }
    }
}
