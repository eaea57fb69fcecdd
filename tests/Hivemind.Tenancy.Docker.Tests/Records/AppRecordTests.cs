namespace Hivemind.Tenancy.Docker.Tests;

/// <summary>What is written comes back equal, and revisions say what is replaced.</summary>
public sealed class AppRecordTests
{
    private static readonly DesiredApp Everything = Full();

    [Fact]
    public void Every_member_comes_back()
    {
        AppRecord record = AppRecord.After(null, Everything with { ChangeId = Guid.NewGuid(), Former = Everything with { IsStopped = true }, IsSuspended = true });

        AppRecord.Read(record.Write()).Should().Be(record);
        foreach (System.Reflection.PropertyInfo member in typeof(AppSpec).GetProperties().Where(p => p.SetMethod is not null))
        {
            object? plain = member.GetValue(new AppSpec { Name = "n", Namespace = "ns", Image = "i" });
            member.GetValue(Everything.Spec).Should().NotBe(plain, $"{member.Name} has to be set here to be tried");
        }
    }

    [Fact]
    public void A_revision_changes_with_what_replaces_and_comes_back_with_what_was_before()
    {
        DesiredApp app = Everything with { Spec = Everything.Spec with { Job = null } };
        AppRecord first = AppRecord.After(null, app);
        AppRecord more = AppRecord.After(first, app with { Generation = 2, Spec = app.Spec with { Replicas = 9 } });
        AppRecord changed = AppRecord.After(more, app with { Generation = 3, Spec = app.Spec with { Image = "other:1" } });
        AppRecord back = AppRecord.After(changed, app with { Generation = 4 });
        AppRecord apart = AppRecord.After(back, app with { Generation = 5, Isolation = IsolationLevel.Hard.Settings });
        AppRecord another = AppRecord.After(null, app with { Instance = Guid.NewGuid() });

        more.Revision.Should().Be(first.Revision);
        changed.Revision.Should().NotBe(first.Revision);
        back.Revision.Should().Be(first.Revision);
        apart.Revision.Should().NotBe(first.Revision);
        another.Revision.Should().NotBe(first.Revision);
    }

    [Fact]
    public void What_is_started_after_a_stop_runs_anew_and_so_does_a_job_that_is_replaced()
    {
        AppRecord first = AppRecord.After(null, Everything);
        AppRecord stopped = AppRecord.After(first, Everything with { Generation = 2, IsStopped = true });
        AppRecord started = AppRecord.After(stopped, Everything with { Generation = 3 });
        DesiredApp job = Everything with { Spec = Everything.Spec with { Job = new AppJob() } };
        AppRecord ran = AppRecord.After(null, job);
        AppRecord other = AppRecord.After(ran, job with { Generation = 2, Spec = job.Spec with { Image = "other:1" } });
        AppRecord again = AppRecord.After(other, job with { Generation = 3 });

        stopped.Revision.Should().Be(first.Revision);
        started.Revision.Should().NotBe(first.Revision);
        again.Revision.Should().NotBe(ran.Revision, "it is to run once more");
    }

    private static DesiredApp Full() => Bench.Wanted(Bench.Key(), s => s with
    {
        Command = ["a b", "\"c\"", "d\ne"],
        Arguments = ["--x", "ünï \u2028"],
        Replicas = 2,
        PerReplica = new ResourceAmounts { CpuCores = 0.125m, MemoryBytes = 7, StorageBytes = 8, Other = new Dictionary<string, decimal> { ["nvidia.com/gpu"] = 2, ["requests.cpu"] = 0.5m } },
        Ports = [new AppPort(80), new AppPort(53, PortProtocol.Udp, PortExposure.Public)],
        Volumes = [VolumeMount.Own("own", "/own", 5), VolumeMount.Existing("data", "/data", isReadOnly: true), VolumeMount.Shared("shared", "/shared")],
        Environment = new Dictionary<string, string> { ["A"] = "1\n2" },
        Secrets = new Dictionary<string, SecretReference> { ["B"] = new("b") },
        Labels = new Dictionary<string, string> { ["team"] = "blue" },
        Capabilities = ["CHOWN"],
        IsRootReadOnly = true,
        Restart = RestartPolicy.OnFailure,
        Readiness = new AppReadiness { Command = ["true"], Port = 80, Deadline = TimeSpan.FromSeconds(7) },
        Job = new AppJob { Deadline = TimeSpan.FromMinutes(3), Retries = 4 },
    });
}
