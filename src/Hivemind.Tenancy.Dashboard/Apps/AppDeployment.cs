using Hivemind.Tenancy.Dashboard.Pages;
using Hivemind.Tenancy.Workloads;
using Microsoft.AspNetCore.Http;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>Deploys an app, or a job, from a form. Deploying does not wait until it is ready; sending the same again deploys nothing more.</summary>
internal sealed class AppDeployment(DashboardCall call, IAppManager apps, Tenant tenant, DashboardForm form)
{
    public const string Namespace = "namespace";
    public const string Name = "name";
    public const string Kind = "kind";
    public const string Command = "command";
    public const string Cpu = "cpu";
    public const string Memory = "memory";
    public const string Environment = "environment";
    public const string Ports = "ports";
    public const string Exposure = "exposure";
    public const string Retries = "retries";
    public const string Minutes = "minutes";

    /// <summary>What the choice of kind says for a job.</summary>
    public const string Job = "job";

    private const int MostRetries = 100;
    private const int MostMinutes = 30 * 24 * 60;

    /// <summary>An app to try fields on.</summary>
    private static readonly AppSpec Blank = new() { Name = "blank", Namespace = "blank", Image = "blank" };

    private AppSpec _spec = Blank;

    /// <summary>The form as it is opened.</summary>
    public static DashboardForm Empty(IReadOnlyList<string> namespaces) => new DashboardForm(AppForms.Deploy)
        .Put(Namespace, namespaces.Count > 0 ? namespaces[0] : string.Empty)
        .Put(AppForms.Replicas, "1")
        .Put(Retries, "0")
        .Put(Minutes, "60");

    /// <summary>The app; or null, with the form saying what is wrong, and the status of the answer.</summary>
    public async Task<(App? Deployed, int Status)> DeployAsync()
    {
        Read();
        if (form.IsRefused)
        {
            return (null, StatusCodes.Status422UnprocessableEntity);
        }

        try
        {
            return (await apps.DeployAsync(tenant, _spec, call.Aborted).ConfigureAwait(false), StatusCodes.Status201Created);
        }
        catch (AppConflictException e)
        {
            int status = new AppRefusal(call.Texts, form).Say(e, _ => null);
            form.Problem = null;
            form.Refuse(Name, call.Texts["There is an app '{0}' in this namespace already, and it is not the same. Choose another name, or change that one on its own page.", _spec.Name]);
            return (null, status);
        }
        catch (Exception e) when (AppRefusal.Says(e))
        {
            return (null, new AppRefusal(call.Texts, form).Say(e, FieldOf));
        }
    }

    private static string? FieldOf(string resource) => resource switch
    {
        ResourceNames.Cpu => Cpu,
        ResourceNames.Memory => Memory,
        ResourceNames.Containers => AppForms.Replicas,
        ResourceNames.Services => Ports,
        _ => null,
    };

    private void Read()
    {
        Set(Namespace, (s, text) => s with
        {
            Namespace = tenant.Namespaces.Contains(text, StringComparer.Ordinal) ? text : throw new FieldException("Choose one of the tenant's namespaces."),
        });
        Set(Name, (s, text) => s with { Name = text.Length > 0 ? text : throw new FieldException("Say what the app is called.") });
        Set(AppForms.Image, (s, text) => s with { Image = AppReader.Image(text) });
        Set(Command, (s, text) => s with { Command = AppReader.Words(text) });
        Set(AppForms.Replicas, (s, text) => s with { Replicas = Replicas(text) });
        Set(Cpu, (s, text) => s with { PerReplica = s.PerReplica with { CpuCores = text.Length == 0 ? 0 : TypedAmount.Read(ResourceNames.Cpu, text) } });
        Set(Memory, (s, text) => s with { PerReplica = s.PerReplica with { MemoryBytes = text.Length == 0 ? 0 : (long)TypedAmount.Read(ResourceNames.Memory, text) } });
        Set(Environment, (s, text) => s with { Environment = AppReader.Environment(text) });
        Set(Ports, (s, text) => s with { Ports = AppReader.Ports(text, form.Typed(Exposure)) });
        if (form.Typed(Kind) == Job)
        {
            AppJob job = new();
            Set(Retries, (s, text) => s with { Job = job = job with { Retries = AppReader.Number(text, 0, MostRetries) } });
            Set(Minutes, (s, text) => s with { Job = job with { Deadline = TimeSpan.FromMinutes(AppReader.Number(text, 1, MostMinutes)) } });
        }
    }

    private int Replicas(string text)
    {
        int replicas = AppReader.Number(text, 1, AppSpec.MaxReplicas);
        return form.Typed(Kind) == Job && replicas > 1 ? throw new FieldException("A job runs once, as 1 replica.") : replicas;
    }

    private void Set(string field, Func<AppSpec, string, AppSpec> set) =>
        new TenantChange(form, call.Texts).Try(field, () => _spec = set(_spec, form.Typed(field)));
}
