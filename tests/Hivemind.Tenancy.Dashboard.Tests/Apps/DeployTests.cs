using System.Net;
using Hivemind.Tenancy.Workloads;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.Dashboard.Tests;

public sealed class DeployTests
{
    private const string Page = "/acme/-/deploy";

    [Fact]
    public async Task A_form_becomes_an_app_with_all_that_was_typed_once_however_often_it_is_sent()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        Tenant acme = await host.AddAcmeAsync();
        using Person olga = new(host, "olga");
        (string, string?)[] typed =
        [
            ("namespace", "web"), ("name", "shop"), ("image", "nginx:1.27"), ("command", "serve --title \"My shop\" 'a b'"), ("replicas", "2"), ("cpu", "0.5"),
            ("memory", "256 MiB"), ("environment", "MODE=a=b\nEMPTY="), ("ports", "8080, 53/udp"), ("exposure", nameof(PortExposure.Host)),
        ];
        SentPage form = await olga.OpenAsync(Page);
        SentPage sent = await olga.SendAsync(form, Page, "deploy", typed);
        sent.Location.Should().EndWith("/acme/apps/web/shop?done=app-deployed", sent.Text);
        App app = (await host.FindAsync(acme))!;
        app.Spec.Should().Be(RunningApps.Shop with
        {
            Command = ["serve", "--title", "My shop", "a b"],
            Replicas = 2,
            Environment = new Dictionary<string, string> { ["MODE"] = "a=b", ["EMPTY"] = "" },
            Ports = [new AppPort(8080, PortProtocol.Tcp, PortExposure.Host), new AppPort(53, PortProtocol.Udp, PortExposure.Host)],
        });

        (await olga.SendAsync(form, Page, "deploy", typed)).Location.Should().EndWith("?done=app-deployed");
        (await host.FindAsync(acme))!.Generation.Should().Be(app.Generation);
        SentPage other = await olga.SendAsync(form, Page, "deploy", [.. typed.Where(t => t.Item1 != "replicas"), ("replicas", "3")]);
        other.Status.Should().Be(HttpStatusCode.Conflict);
        other.ErrorAt("deploy-name").Should().Contain("There is an app 'shop' in this namespace already");
        other.Form("deploy")["command"].Should().Be("serve --title \"My shop\" 'a b'");
    }

    [Fact]
    public async Task What_is_rarely_said_is_in_the_app_too()
    {
        await using DashboardHost host = await DashboardHost.StartAsync(t => t.Services.AddSingleton<ISecretResolver, AnySecret>());
        Tenant acme = await host.AddAcmeAsync();
        using (TenantContext.System("test", "makes").Enter())
        {
            await host.Apps.CreateVolumeAsync(acme, "web", "uploads", 5L << 30, TestContext.Current.CancellationToken);
        }

        using Person olga = new(host, "olga");
        SentPage form = await olga.OpenAsync(Page);
        form.Html.Should().NotContain("<details class=\"card\" open");
        form.Text.Should().Contain("uploads in the namespace web, 5 GiB");
        SentPage sent = await olga.SendAsync(
            form,
            Page,
            "deploy",
            ("namespace", "web"), ("name", "shop"), ("image", "nginx:1.27"), ("cpu", "0.5"), ("memory", "256 MiB"),
            ("volumes", "data /var/lib/data 10 GiB\r\nuploads /srv/uploads read-only"), ("secrets", "DB_PASSWORD=shop/database"), ("labels", "team=payments"), ("arguments", "--level 'very high'"),
            ("others", "nvidia.com/gpu=1"), ("ready-port", "8080"), ("ready-command", "test -f /ready"), ("ready-seconds", "90"), ("restart", "OnFailure"), ("root-read-only", "on"),
            ("capabilities", "NET_BIND_SERVICE, CHOWN"));
        sent.Status.Should().Be(HttpStatusCode.Found, sent.Text);
        (await host.FindAsync(acme))!.Spec.Should().Be(RunningApps.Shop with
        {
            PerReplica = RunningApps.Shop.PerReplica with { Other = new Dictionary<string, decimal> { ["nvidia.com/gpu"] = 1 } },
            Volumes = [VolumeMount.Own("data", "/var/lib/data", 10L << 30), VolumeMount.Existing("uploads", "/srv/uploads", isReadOnly: true)],
            Secrets = new Dictionary<string, SecretReference> { ["DB_PASSWORD"] = new("shop/database") },
            Labels = new Dictionary<string, string> { ["team"] = "payments" },
            Arguments = ["--level", "very high"],
            Readiness = new AppReadiness { Port = 8080, Command = ["test", "-f", "/ready"], Deadline = TimeSpan.FromSeconds(90) },
            Restart = RestartPolicy.OnFailure,
            IsRootReadOnly = true,
            Capabilities = ["NET_BIND_SERVICE", "CHOWN"],
        });
    }

    [Fact]
    public async Task What_is_wrong_in_the_rare_part_opens_it_and_is_said_at_its_field()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        Tenant acme = await host.AddAcmeAsync(s => s with { ResourceQuotas = new ResourceQuotas { StorageBytes = 1L << 30, Other = new Dictionary<string, decimal> { ["gpu"] = 0 } } });
        using Person olga = new(host, "olga");
        SentPage sent = await olga.ChangeAsync(
            Page,
            "deploy",
            ("name", "shop"), ("image", "a:1"), ("environment", "A=1"), ("volumes", "data"), ("secrets", "A=shop/a"), ("labels", "x"), ("arguments", "'x"), ("others", "memory=1"),
            ("ready-port", "http"), ("ready-command", "\"x"), ("ready-seconds", "0"), ("restart", "Sometimes"), ("capabilities", "CAP_CHOWN"));
        sent.Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        sent.Html.Should().Contain("<details class=\"card\" open");
        foreach (string field in (string[])["volumes", "secrets", "labels", "arguments", "others", "ready-port", "ready-command", "ready-seconds", "restart", "capabilities"])
        {
            sent.ErrorAt($"deploy-{field}").Should().NotBeNull(field);
        }

        sent.Form("deploy")["volumes"].Should().Be("data");
        SentPage large = await olga.ChangeAsync(Page, "deploy", ("name", "shop"), ("image", "a:1"), ("volumes", "data /data 2 GiB"), ("others", "gpu=1"));
        large.ErrorAt("deploy-volumes").Should().Be("Storage: 2 GiB more asked for, 1 GiB left of 1 GiB.");
        large.ErrorAt("deploy-others").Should().Be("gpu: 1 more asked for, 0 left of 0.");
        SentPage unknown = await olga.ChangeAsync(Page, "deploy", ("name", "shop"), ("image", "a:1"), ("volumes", "nothing /data"));
        unknown.ErrorAt("deploy-volumes").Should().Contain("There is no volume 'nothing' in the namespace");
        (await host.FindAsync(acme)).Should().BeNull();
    }

    [Fact]
    public async Task Volumes_are_shown_to_those_alone_who_may_read_them()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        Tenant acme = await host.AddAcmeAsync();
        using (TenantContext.System("test", "makes").Enter())
        {
            await host.Apps.CreateVolumeAsync(acme, "web", "secret-plans", 1, TestContext.Current.CancellationToken);
            await host.Access.SetRoleAsync(new Role("deployer", [AppPermissions.Deploy, TenancyPermissions.ReadTenants]), TestContext.Current.CancellationToken);
        }

        await host.BindAsync("dora", "deployer", PermissionScope.Tenant(acme));
        using Person dora = new(host, "dora");
        (await dora.OpenAsync(Page)).Text.Should().Contain("Deploy an app for").And.NotContain("secret-plans");
    }

    [Fact]
    public async Task A_form_becomes_a_job()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        Tenant acme = await host.AddAcmeAsync();
        using Person olga = new(host, "olga");
        (await olga.ChangeAsync(Page, "deploy", ("kind", "job"), ("name", "report"), ("namespace", "batch"), ("image", "report:1"), ("retries", "3"), ("minutes", "90")))
            .Location.Should().EndWith("?done=job-deployed");
        (await host.FindAsync(acme, "report", "batch"))!.Spec.Job.Should().Be(new AppJob { Retries = 3, Deadline = TimeSpan.FromMinutes(90) });
        SentPage page = await olga.OpenAsync("/acme/apps/batch/report?done=job-deployed");
        page.Text.Should().Contain("The job has done its work").And.Contain("The job is deployed. It runs once; its state is shown below.");
        page.Text.Should().Contain("The job runs once more, from its beginning, with another image.").And.NotContain("what ran before runs again");
        page.Has("scale").Should().BeFalse("a job runs once");
        page.Has("stop").Should().BeFalse("it has ended");
    }

    [Fact]
    public async Task What_makes_no_sense_is_said_at_its_field_and_nothing_runs()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        Tenant acme = await host.AddAcmeAsync();
        using Person olga = new(host, "olga");
        SentPage sent = await olga.ChangeAsync(
            Page,
            "deploy",
            ("name", "My Shop"), ("image", ""), ("command", "serve \"x"), ("replicas", "many"), ("cpu", "0,5x"), ("memory", "512"), ("environment", "A=1\nsecret words"), ("ports", "http"));
        sent.Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        sent.ErrorAt("deploy-name").Should().Contain("a-z, 0-9").And.NotContain("Parameter");
        sent.ErrorAt("deploy-image").Should().Contain("nginx:1.27");
        sent.ErrorAt("deploy-command").Should().Contain("not closed");
        sent.ErrorAt("deploy-replicas").Should().Contain("from 1 to 1000");
        sent.ErrorAt("deploy-cpu").Should().NotBeNull();
        sent.ErrorAt("deploy-memory").Should().Contain("512 GiB");
        sent.ErrorAt("deploy-environment").Should().Be("Line 2 is not of the form NAME=value.");
        sent.ErrorAt("deploy-ports").Should().Contain("'http' is no port");
        sent.Form("deploy")["environment"].Should().Be("A=1\nsecret words");
        (await olga.ChangeAsync(Page, "deploy", ("name", "shop"), ("image", "a:1"), ("namespace", "other"))).ErrorAt("deploy-namespace").Should().Contain("one of the tenant's namespaces");
        (await olga.ChangeAsync(Page, "deploy", ("name", "shop"), ("image", "a:1"), ("kind", "job"), ("replicas", "2"))).ErrorAt("deploy-replicas").Should().Contain("A job runs once");
        (await host.FindAsync(acme)).Should().BeNull();
    }

    [Fact]
    public async Task What_does_not_fit_is_said_at_its_fields_with_what_was_asked_for_and_what_is_left()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        Tenant acme = await host.AddAcmeAsync(s => s with { ResourceQuotas = new ResourceQuotas { MemoryBytes = 1L << 30, Containers = 3, Services = 0 } });
        await host.RunAsync(acme, RunningApps.Shop);
        using Person olga = new(host, "olga");
        SentPage form = await olga.OpenAsync(Page);
        form.Text.Should().Contain("Memory left: 768 MiB of 1 GiB.").And.Contain("Containers left: 2 of 3.");
        SentPage sent = await olga.SendAsync(
            form, Page, "deploy", ("name", "big"), ("image", "a:1"), ("replicas", "4"), ("memory", "512 MiB"), ("ports", "80"));
        sent.Status.Should().Be(HttpStatusCode.Conflict);
        sent.ErrorAt("deploy-memory").Should().Be("Memory: 2 GiB more asked for, 768 MiB left of 1 GiB.");
        sent.ErrorAt("deploy-replicas").Should().Be("Containers: 4 more asked for, 2 left of 3.");
        sent.ErrorAt("deploy-ports").Should().Be("Services: 1 more asked for, 0 left of 0.");
        sent.Text.Should().Contain("does not fit into the tenant's quota");
        sent.Form("deploy")["memory"].Should().Be("512 MiB");
        (await host.FindAsync(acme, "big")).Should().BeNull();
    }

    [Fact]
    public async Task What_isolation_forbids_is_said_in_words()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        Tenant acme = await host.AddAcmeAsync(s => s with { IsolationLevel = IsolationLevel.NetworkOnly });
        host.Engine().Capabilities = new EngineCapabilities();
        using Person olga = new(host, "olga");
        SentPage sent = await olga.ChangeAsync(Page, "deploy", ("name", "shop"), ("image", "a:1"));
        sent.Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        sent.Text.Should().Contain("How this tenant is kept apart does not allow it:").And.Contain("The engine does not keep networks apart.");
        (await host.FindAsync(acme)).Should().BeNull();
    }

    [Fact]
    public async Task Nothing_is_deployed_in_a_tenant_that_is_suspended()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        Tenant acme = await host.AddAcmeAsync();
        using Person olga = new(host, "olga");
        SentPage form = await olga.OpenAsync(Page);
        using (TenantContext.System("test", "suspends").Enter())
        {
            await host.Tenants.SuspendTenantAsync(acme, "unpaid", TestContext.Current.CancellationToken);
        }

        SentPage sent = await olga.SendAsync(form, Page, "deploy", ("name", "shop"), ("image", "a:1"));
        sent.Status.Should().Be(HttpStatusCode.Forbidden);
        sent.Text.Should().Contain("nothing new may start in it");
        (await olga.OpenAsync("/acme/apps")).Text.Should().Contain("This tenant is not active");
        (await host.FindAsync(acme)).Should().BeNull();
    }

    [Fact]
    public async Task Who_may_deploy_in_one_namespace_is_offered_that_one_alone()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        Tenant acme = await host.AddAcmeAsync();
        await host.BindAsync("otto", BuiltInRoles.TenantOperator.Id, PermissionScope.Namespace(acme, "web"));
        using Person otto = new(host, "otto");
        SentPage form = await otto.OpenAsync(Page);
        form.Html.Should().Contain("<option value=\"web\"").And.NotContain("<option value=\"batch\"");
        (await otto.SendAsync(form, Page, "deploy", ("name", "shop"), ("image", "a:1"), ("namespace", "batch"))).Status.Should().Be(HttpStatusCode.Forbidden);
        (await host.FindAsync(acme, namespaceName: "batch")).Should().BeNull();
        (await otto.SendAsync(form, Page, "deploy", ("name", "shop"), ("image", "a:1"))).Status.Should().Be(HttpStatusCode.Found);
    }

    private sealed class AnySecret : ISecretResolver
    {
        public ValueTask<string?> ResolveAsync(AppKey app, SecretReference secret, CancellationToken cancellationToken) => ValueTask.FromResult<string?>("x");
    }
}
