using System.Globalization;
using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.WorkloadWorker;

/// <summary>
/// What a worker is told to do in the namespace <c>web</c> of a tenant:
/// <c>deploy TENANT APP REPLICAS [port] [own]</c>, <c>scale TENANT APP REPLICAS</c>, <c>redeploy TENANT APP REPLICAS [port] [own]</c>,
/// <c>remove TENANT APP</c>, and <c>live TENANT APP</c>, which does all of that again and again. Answers are <c>begin VERB</c> before a call,
/// and then <c>done VERB</c> or <c>failed TYPE MESSAGE</c>.
/// </summary>
internal sealed class Commands(IAppManager apps, string image, TextWriter answers)
{
    private const string Namespace = "web";

    public void Say(string line)
    {
        answers.WriteLine(line.ReplaceLineEndings(" "));
        answers.Flush();
    }

    public async Task DoAsync(string[] words)
    {
        switch (words)
        {
            case ["deploy", var tenant, var app, var replicas, .. var rest]:
                await TryAsync("deploy", async () => await apps.DeployAsync(TenantReference.Parse(tenant), Spec(app, replicas, rest)));
                break;
            case ["redeploy", var tenant, var app, var replicas, .. var rest]:
                await TryAsync("redeploy", async () => await apps.RedeployAsync(TenantReference.Parse(tenant), Spec(app, replicas, rest) with { Arguments = ["601"] }));
                break;
            case ["scale", var tenant, var app, var replicas]:
                await TryAsync("scale", async () => await apps.ScaleAsync(TenantReference.Parse(tenant), Namespace, app, Number(replicas)));
                break;
            case ["remove", var tenant, var app]:
                await TryAsync("remove", async () => await apps.RemoveAsync(TenantReference.Parse(tenant), Namespace, app));
                break;
            case ["live", var tenant, var app]:
                while (true)
                {
                    await DoAsync(["deploy", tenant, app, "2", "port", "own"]);
                    await DoAsync(["scale", tenant, app, "3"]);
                    await DoAsync(["redeploy", tenant, app, "2", "port", "own"]);
                    await DoAsync(["remove", tenant, app]);
                }

            default:
                throw new ArgumentException($"'{string.Join(' ', words)}' is not understood.");
        }
    }

    private AppSpec Spec(string name, string replicas, string[] rest) => new()
    {
        Name = name,
        Namespace = Namespace,
        Image = image,
        Command = ["sleep"],
        Arguments = ["600"],
        Replicas = Number(replicas),
        PerReplica = new ResourceAmounts { CpuCores = 0.1m, MemoryBytes = 16L << 20 },
        Ports = rest.Contains("port") ? [new AppPort(80)] : [],
        Volumes = rest.Contains("own") ? [VolumeMount.Own("data", "/data", 1 << 20)] : [],
    };

    private async Task TryAsync(string verb, Func<Task> call)
    {
        Say($"begin {verb}");
        try
        {
            await call();
            Say($"done {verb}");
        }
        catch (TenancyException e)
        {
            Say($"failed {e.GetType().Name} {e.Message}");
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
