using Hivemind.Tenancy.Dashboard.Pages;
using Hivemind.Tenancy.Workloads;
using Microsoft.AspNetCore.Http;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>Deploys an app, or a job, from a form. Deploying does not wait until it is ready; sending the same again deploys nothing more.</summary>
internal sealed class AppDeployment(DashboardCall call, IAppManager apps, Tenant tenant, DashboardForm form)
{
    private const int MostRetries = 100;
    private const int MostMinutes = 30 * 24 * 60;
    private const int MostSeconds = 60 * 60;

    /// <summary>An app to try fields on.</summary>
    private static readonly AppSpec Blank = new() { Name = "blank", Namespace = "blank", Image = "blank" };

    private AppSpec _spec = Blank;

    /// <summary>The form as it is opened.</summary>
    public static DashboardForm Empty(IReadOnlyList<string> namespaces) => DeployFields.Rare.Aggregate(new DashboardForm(AppForms.Deploy), (form, field) => form.Put(field.Key, field.Value))
        .Put(DeployFields.Namespace, namespaces.Count > 0 ? namespaces[0] : string.Empty)
        .Put(AppForms.Replicas, "1")
        .Put(DeployFields.Retries, "0")
        .Put(DeployFields.Minutes, "60");

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
            form.Refuse(DeployFields.Name, call.Texts["There is an app '{0}' in this namespace already, and it is not the same. Choose another name, or change that one on its own page.", _spec.Name]);
            return (null, status);
        }
        catch (AppDeploymentException e) when (e.Step == AppStep.Isolation && _spec.Volumes.Any(v => e.Reason.Contains($"volume '{v.Volume}'", StringComparison.OrdinalIgnoreCase)))
        {
            form.Refuse(DeployFields.Volumes, LogText.Isolated(e.Reason, AppRefusal.ReasonLength));
            return (null, StatusCodes.Status422UnprocessableEntity);
        }
        catch (Exception e) when (AppRefusal.Says(e))
        {
            return (null, new AppRefusal(call.Texts, form).Say(e, FieldOf));
        }
    }

    private string? FieldOf(string resource) => resource switch
    {
        ResourceNames.Cpu => DeployFields.Cpu,
        ResourceNames.Memory => DeployFields.Memory,
        ResourceNames.Containers => AppForms.Replicas,
        ResourceNames.Services => DeployFields.Ports,
        ResourceNames.Storage => DeployFields.Volumes,
        _ => _spec.PerReplica.Other.ContainsKey(resource) ? DeployFields.Others : null,
    };

    private void Read()
    {
        Set(DeployFields.Namespace, (s, text) => s with { Namespace = AppReader.Namespace(tenant, text) });
        Set(DeployFields.Name, (s, text) => s with { Name = text.Length > 0 ? text : throw new FieldException("Say what the app is called.") });
        Set(AppForms.Image, (s, text) => s with { Image = AppReader.Image(text) });
        Set(DeployFields.Command, (s, text) => s with { Command = AppReader.Words(text) });
        Set(AppForms.Replicas, (s, text) => s with { Replicas = Replicas(text) });
        Set(DeployFields.Cpu, (s, text) => s with { PerReplica = s.PerReplica with { CpuCores = text.Length == 0 ? 0 : TypedAmount.Read(ResourceNames.Cpu, text) } });
        Set(DeployFields.Memory, (s, text) => s with { PerReplica = s.PerReplica with { MemoryBytes = text.Length == 0 ? 0 : (long)TypedAmount.Read(ResourceNames.Memory, text) } });
        Set(DeployFields.Environment, (s, text) => s with { Environment = AppReader.Environment(text) });
        Set(DeployFields.Ports, (s, text) => s with { Ports = AppReader.Ports(text, form.Typed(DeployFields.Exposure)) });
        ReadRare();
        if (form.Typed(DeployFields.Kind) == DeployFields.Job)
        {
            AppJob job = new();
            Set(DeployFields.Retries, (s, text) => s with { Job = job = job with { Retries = AppReader.Number(text, 0, MostRetries) } });
            Set(DeployFields.Minutes, (s, text) => s with { Job = job with { Deadline = TimeSpan.FromMinutes(AppReader.Number(text, 1, MostMinutes)) } });
        }
    }

    private void ReadRare()
    {
        Set(DeployFields.Volumes, (s, text) => s with { Volumes = MountReader.Read(text) });
        Set(DeployFields.Secrets, (s, text) => s with { Secrets = AppReader.Secrets(text, s.Environment) });
        Set(DeployFields.Labels, (s, text) => s with { Labels = LabelText.Read(text) });
        Set(DeployFields.Arguments, (s, text) => s with { Arguments = AppReader.Words(text) });
        Set(DeployFields.Others, (s, text) => s with { PerReplica = s.PerReplica with { Other = AppReader.Others(text) } });
        Set(DeployFields.IsRootReadOnly, (s, text) => s with { IsRootReadOnly = text == "on" });
        Set(DeployFields.Capabilities, (s, text) => s with { Capabilities = [.. text.Split([' ', ',', ';', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries)] });
        AppReadiness readiness = AppReadiness.Running;
        Set(DeployFields.ReadyPort, (s, text) => s with { Readiness = readiness = readiness with { Port = text.Length == 0 ? null : AppReader.Number(text, 1, AppReader.MostPort) } });
        Set(DeployFields.ReadyCommand, (s, text) => s with { Readiness = readiness = readiness with { Command = AppReader.Words(text) } });
        Set(DeployFields.ReadySeconds, (s, text) => s with { Readiness = readiness with { Deadline = TimeSpan.FromSeconds(AppReader.Number(text, 1, MostSeconds)) } });
        if (form.Typed(DeployFields.Kind) != DeployFields.Job)
        {
            Set(DeployFields.Restart, (s, text) => s with { Restart = AppReader.Restart(text) });
        }
    }

    private int Replicas(string text)
    {
        int replicas = AppReader.Number(text, 1, AppSpec.MaxReplicas);
        return form.Typed(DeployFields.Kind) == DeployFields.Job && replicas > 1 ? throw new FieldException("A job runs once, as 1 replica.") : replicas;
    }

    private void Set(string field, Func<AppSpec, string, AppSpec> set) =>
        new TenantChange(form, call.Texts).Try(field, () => _spec = set(_spec, form.Typed(field)));
}
